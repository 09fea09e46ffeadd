/** 0:07, 12:40, 1:02:03. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

export const speeds = [1, 2, 4, 8] as const;
export type Speed = (typeof speeds)[number];

/** The next speed up or down, staying at the ends. */
export function nextSpeed(speed: Speed, step: 1 | -1): Speed {
  return speeds[Math.min(speeds.length - 1, Math.max(0, speeds.indexOf(speed) + step))] ?? speed;
}

/** Of what is left of a stretch, this long would be needed at the speed of now: it slows down towards the end. */
const easeMs = 120;
const mostSpeed = 360;

/** How fast to run through what is left (ms) of a stretch of inactivity; never so fast as to run past its end. */
export function skipSpeed(left: number, speed: Speed): number {
  return Math.max(speed, Math.min(mostSpeed, left / easeMs));
}

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

/** A skipped stretch plays in about this long, so that one sees the page change. */
const skipMs = 700;
const mostSpeed = 360;

/** How fast to run through a stretch of inactivity. */
export function skipSpeed(stretch: { from: number; to: number }, speed: Speed): number {
  return Math.max(speed, Math.min(mostSpeed, Math.ceil((stretch.to - stretch.from) / skipMs)));
}

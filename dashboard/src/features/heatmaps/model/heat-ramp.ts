/**
 * The ramp of ui.md: transparent → deep blue → magenta → orange → pale yellow. Lightness (L* of CIELAB)
 * rises evenly from 20 to 95, so that more heat always reads as more, in grey and to colour-blind eyes too.
 */
const stops: readonly [at: number, red: number, green: number, blue: number, alpha: number][] = [
  [0, 30, 30, 120, 0],
  [0.12, 34, 36, 128, 0.55],
  [0.35, 122, 34, 148, 0.75],
  [0.55, 208, 50, 122, 0.85],
  [0.78, 247, 140, 62, 0.92],
  [1, 255, 244, 190, 0.96],
];

export type Rgba = [red: number, green: number, blue: number, alpha: number];

/** Colour (0…255, alpha 0…255) of an intensity 0…1. */
export function rampColor(intensity: number): Rgba {
  const value = Math.min(1, Math.max(0, intensity));
  const upper = stops.findIndex(([at]) => at >= value);
  const to = stops[Math.max(1, upper)] ?? stops[1];
  const from = stops[Math.max(1, upper) - 1] ?? stops[0];
  if (!to || !from) return [0, 0, 0, 0];
  const share = (value - from[0]) / (to[0] - from[0]);
  const mix = (index: 1 | 2 | 3 | 4) => from[index] + (to[index] - from[index]) * share;
  return [Math.round(mix(1)), Math.round(mix(2)), Math.round(mix(3)), Math.round(mix(4) * 255)];
}

/** 256 colours for painting, RGBA one after the other. */
export function rampTable(): Uint8ClampedArray {
  return Uint8ClampedArray.from(Array.from({ length: 256 }, (_, index) => rampColor(index / 255)).flat());
}

/** The ramp as a CSS gradient, for legends. */
export function rampCss(direction = 'to right'): string {
  const colours = stops.map(([at, red, green, blue, alpha]) => `rgb(${red} ${green} ${blue} / ${alpha}) ${at * 100}%`);
  return `linear-gradient(${direction}, ${colours.join(', ')})`;
}

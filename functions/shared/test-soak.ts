/** Tests that draw from seeds run a few in `npm test` and many in `npm run test:soak`, which sets AFTERGLOW_SOAK=1. */
export const soaking = process.env.AFTERGLOW_SOAK === '1';

/** How many: `short` in `npm test`, `long` in the soak. */
export const soak = (short: number, long: number): number => (soaking ? long : short);

/** Seeds from 1, as many as {@link soak} says. */
export const seedsOf = (short: number, long: number): number[] =>
  Array.from({ length: soak(short, long) }, (_, n) => n + 1);

/** Follows how far down a pageview was seen: the highest (scroll + viewport) / document height. */
export function createScrollDepth() {
  let depth = 0;
  let told = 0;
  return {
    /** All in CSS px. */
    see(scroll: number, viewport: number, height: number) {
      depth = Math.max(depth, Math.min(1, (scroll + viewport) / height));
    },
    /** The depth if it grew since the last time. */
    take() {
      const grown = depth > told && depth;
      told = depth;
      return grown;
    },
    restart() {
      depth = told = 0;
    },
  };
}

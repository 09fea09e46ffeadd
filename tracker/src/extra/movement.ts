/** Side of a square of movement, and height of a band of attention, CSS px; held against `contracts/beacon.ts` by a test. */
export const cell = 16;
export const band = 100;

const classOf = { 80: 'desktop', 48: 'tablet', 24: 'mobile' } as const;

/** Columns of the movement grid at a viewport's width. */
export const columnsAt = (viewport: number) => (viewport >= 1024 ? 80 : viewport >= 600 ? 48 : 24);

/** The class of a device by its viewport's width. */
export const deviceClass = (viewport: number) => classOf[columnsAt(viewport)];

/** Adds up by key, handed out and begun anew. */
export function createTally() {
  let counts: Record<string, number> = {};
  return {
    addTo(key: string | number, amount: number) {
      counts[key] = (counts[key] || 0) + amount;
    },
    /** The key's numbers and the count, of 500 keys at most. */
    take() {
      const entries = Object.entries(counts).slice(0, 500);
      counts = {};
      return entries.map(([key, count]) => [...key.split(',').map(Number), count]);
    },
  };
}
export type Tally = ReturnType<typeof createTally>;

/** Bins a position of the pointer: columns are shares of the document's width, rows its px. */
export function sampleMove(tally: Tally, pageX: number, pageY: number, documentWidth: number, viewport: number): void {
  const columns = columnsAt(viewport);
  const column = Math.floor((pageX / documentWidth) * columns) >>> 0;
  const row = Math.floor(pageY / cell) >>> 0;
  // A pointer that leaves the window, or an elastic scroll, is above or left of the page: that wraps to large numbers.
  if (row < 1000 && column < columns) tally.addTo(`${column},${row}`, 1);
}

/** Adds a second to each band of the document that is in the viewport of somebody active. */
export function seeBands(tally: Tally, scroll: number, viewport: number): void {
  for (let row = (scroll / band) >>> 0; row * band < scroll + viewport; row++) tally.addTo(row, 1e3);
}

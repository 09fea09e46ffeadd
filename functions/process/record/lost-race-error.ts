/** Another invocation wrote the item first; the batch comes again and finds what it wrote. */
export class LostRaceError extends Error {
  override name = 'LostRaceError' as const;
}

/** The sessions before and after one, in the order of the list; none beyond its ends, or when it is not in it. */
export function neighbours(
  sessions: readonly { id: string }[],
  current: string,
): { index: number; previous: string | undefined; next: string | undefined } {
  const index = sessions.findIndex(({ id }) => id === current);
  if (index < 0) return { index, previous: undefined, next: sessions[0]?.id };
  return { index, previous: sessions[index - 1]?.id, next: sessions[index + 1]?.id };
}

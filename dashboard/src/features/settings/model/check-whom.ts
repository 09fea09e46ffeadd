const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** As long as `identify` takes. */
const longestUserId = 120;

/** What is wrong with an id that somebody typed, or null. */
export function checkWhom(kind: 'visitor' | 'user', typed: string): string | null {
  if (kind === 'visitor') {
    return uuid.test(typed.trim()) ? null : 'A visitor id has 36 letters, digits and hyphens; copy it from a recording';
  }
  if (typed === '') return 'Write the id that your site gave to identify()';
  return typed.length <= longestUserId ? null : `A user id has at most ${longestUserId} characters`;
}

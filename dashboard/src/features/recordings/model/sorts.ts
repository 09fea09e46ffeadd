/** Orders of the recordings list, as the API names them. */
export const sessionSorts = ['-startedAt', '-activeMs', '-frustration'] as const;
export type SessionSort = (typeof sessionSorts)[number];

export const sortLabels: Record<SessionSort, string> = {
  '-startedAt': 'Newest',
  '-activeMs': 'Longest active',
  '-frustration': 'Most frustrated',
};

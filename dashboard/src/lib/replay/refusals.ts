/** What of a recording is not shown: by kind, how often. */
export const refusalKinds = ['script', 'embed', 'navigation', 'file', 'damaged'] as const;
export type RefusalKind = (typeof refusalKinds)[number];
export type Refusals = Readonly<Record<RefusalKind, number>>;

export const noRefusals: Refusals = { script: 0, embed: 0, navigation: 0, file: 0, damaged: 0 };

const words: Record<RefusalKind, readonly [one: string, many: string]> = {
  script: ['script', 'scripts'],
  embed: ['embedded object or frame', 'embedded objects or frames'],
  navigation: ['order to load another page', 'orders to load another page'],
  file: ['file that was not kept', 'files that were not kept'],
  damaged: ['damaged event', 'damaged events'],
};

/** One sentence for people, or undefined when nothing was left out. */
export function refusalSentence(refusals: Refusals): string | undefined {
  const parts = refusalKinds
    .filter((kind) => refusals[kind] > 0)
    .map((kind) => `${refusals[kind]} ${words[kind][refusals[kind] === 1 ? 0 : 1]}`);
  if (parts.length === 0) return undefined;
  const last = parts.pop();
  return `Left out of this picture: ${parts.length > 0 ? `${parts.join(', ')} and ` : ''}${last}.`;
}

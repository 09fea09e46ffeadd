const most = 16;

/**
 * The pages of one part after another, as if read one by one; the first pages of further parts are asked for
 * ahead, of more of them the longer nobody stops: one, two, four … 16. A reader that is soon content costs little.
 */
export async function* lookingAhead<Part, Page>(
  parts: readonly Part[],
  read: (part: Part) => AsyncGenerator<Page>,
): AsyncGenerator<Page> {
  const begun: { pages: AsyncGenerator<Page>; first: Promise<IteratorResult<Page>> }[] = [];
  let next = 0;
  let ahead = 1;
  while (begun.length > 0 || next < parts.length) {
    for (; begun.length < ahead && next < parts.length; next += 1) {
      const pages = read(parts[next] as Part);
      const first = pages.next();
      // Whoever waits for it gets the failure; until then it is nobody's.
      first.catch(() => undefined);
      begun.push({ pages, first });
    }
    ahead = Math.min(most, ahead * 2);
    const part = begun.shift();
    if (!part) return;
    const first = await part.first;
    if (first.done) continue;
    yield first.value;
    yield* part.pages;
  }
}

/** Bytes `first`…`last` (inclusive) of an object that holds the frames of many sessions. */
export interface SealedPart {
  url: string;
  first: number;
  last: number;
  /** Additional data the part was sealed with. */
  label: string;
}

/** One HTTP request for neighbouring parts. */
export interface RangeRequest {
  url: string;
  first: number;
  last: number;
  parts: SealedPart[];
}

/**
 * Joins neighbouring parts of an object into one range request, in the order in which the parts are
 * needed. Holes up to `slack` bytes are fetched along; a request grows to `most` bytes.
 */
export function planRanges(
  parts: readonly SealedPart[],
  { slack = 4_096, most = 2_000_000 }: { slack?: number; most?: number } = {},
): RangeRequest[] {
  const order = new Map(parts.map((part, index) => [part, index]));
  const rank = (request: RangeRequest) => Math.min(...request.parts.map((part) => order.get(part) ?? 0));
  const requests: RangeRequest[] = [];
  for (const [url, own] of Map.groupBy(parts, (part) => part.url)) {
    let open: RangeRequest | undefined;
    for (const part of own.toSorted((a, b) => a.first - b.first)) {
      if (open && part.first - open.last - 1 <= slack && part.last - open.first < most) {
        open.last = Math.max(open.last, part.last);
        open.parts.push(part);
      } else {
        open = { url, first: part.first, last: part.last, parts: [part] };
        requests.push(open);
      }
    }
  }
  return requests.sort((a, b) => rank(a) - rank(b));
}

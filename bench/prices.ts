/** List prices of AWS in us-east-1, November 2026, in dollars, without discounts. The one table that costs are made of. */
export const prices = {
  /** HTTPS request to CloudFront, past what it gives. */
  cdnRequest: 1.0e-6,
  /** GB that CloudFront sends on to the origin. */
  cdnToOrigin: 0.02,
  /** GB that CloudFront sends to browsers, past what it gives. */
  cdnToBrowser: 0.085,
  /** Request to an HTTP API, of up to 512 KB. */
  apiRequest: 1.0e-6,
  lambdaRequest: 0.2e-6,
  /** GB-second on arm64. */
  lambdaSecond: 0.0000133334,
  /** 25 KB that go on the stream. */
  streamUnit: 0.014e-6,
  /** Hour of a provisioned shard; what the whole costs when nobody visits. */
  shardHour: 0.015,
  /** 1 KB that is written to a table or to an index of it. */
  tableWrite: 0.625e-6,
  /** 4 KB that are read, strongly consistent. */
  tableRead: 0.125e-6,
  tableGbMonth: 0.25,
  objectPut: 5e-6,
  objectGbMonth: 0.023,
  logGb: 0.5,
} as const;
export type PriceName = keyof typeof prices;

/** What something took, in the units of the prices. */
export type Usage = Readonly<Partial<Record<PriceName, number>>>;

/** What CloudFront gives every account each month, without end: 10M requests and 1 TB to browsers. */
const freeEachMonth: Usage = { cdnRequest: 10e6, cdnToBrowser: 1_000 };

/** What is left to be paid of a month's usage after what is free each month. */
export function paidOf(usage: Usage): Usage {
  return Object.fromEntries(
    (Object.entries(usage) as [PriceName, number][]).map(([name, amount]) => [
      name,
      Math.max(0, amount - (freeEachMonth[name] ?? 0)),
    ]),
  );
}

/** Dollars by what they are for, largest first, and their sum. */
export function costOf(usage: Usage): { parts: [PriceName, number][]; sum: number } {
  const parts = (Object.entries(usage) as [PriceName, number][])
    .map(([name, amount]): [PriceName, number] => [name, amount * prices[name]])
    .toSorted(([, one], [, other]) => other - one);
  return { parts, sum: parts.reduce((sum, [, dollars]) => sum + dollars, 0) };
}

/**
 * How many times over a month may hold the usage before each of them costs more dollars than given, on average: the more,
 * the less of it is what is free each month. Infinity where it never does.
 */
export function timesAMonth(usage: Usage, dollars: number): number {
  if (costOf(usage).sum <= dollars) return Number.POSITIVE_INFINITY;
  const isDearer = (times: number) => costOf(paidOf(scaled(usage, times))).sum / times > dollars;
  let [low, high] = [0, 1];
  while (!isDearer(high)) high *= 2;
  while (high - low > high / 1e6 && high > 1e-6) {
    const middle = (low + high) / 2;
    if (isDearer(middle)) high = middle;
    else low = middle;
  }
  return low;
}

/** The usage `times` over. */
export function scaled(usage: Usage, times: number): Usage {
  return Object.fromEntries(Object.entries(usage).map(([name, amount]) => [name, amount * times]));
}

/** What others ask, list prices of the same month: from the first paid unit to the largest volume. */
export const vendors = [
  { name: 'PostHog', per: '1M events', from: 50, to: 9 },
  { name: 'PostHog', per: '1,000 recordings', from: 5, to: 1.5 },
  { name: 'Hotjar', per: '1,000 recordings', from: 10, to: 5 },
] as const;

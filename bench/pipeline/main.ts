/**
 * `npm run bench:pipeline -- [--rounds 12] [--write]`: how fast beacons are taken and counted, how soon a new container
 * answers, what is written and stored, and what that costs beside others. Past 200 lines, because it is one report.
 */
import { Random } from '../../functions/process/simulator/random.ts';
import { costOf, type PriceName, paidOf, prices, scaled, timesAMonth, type Usage, vendors } from '../prices.ts';
import { benchOptions, report, setting } from '../report.ts';
import { median, medianRatio } from '../statistics.ts';
import { type Figure, figureTable, markdownTable, readable } from '../table.ts';
import { aggregateSpeed } from './aggregate-speed.ts';
import { newVisit, visitOf } from './bodies.ts';
import { coldImport } from './cold-import.ts';
import { hostileTimes } from './hostile-bodies.ts';
import { ingestSpeed } from './ingest-speed.ts';
import { capturedVisit, gzippedEvents, recording } from './recorded-visit.ts';
import { gathering, type Passed, runTraffic, type Sent } from './run-traffic.ts';

const options = benchOptions(['rounds']);
const rounds = Number(options.rounds ?? 12);
if (!(rounds >= 1)) throw new Error('rounds is a number from 1');

/** Items by the beginning of their keys. */
const kindNames: Record<string, string> = {
  S: 'session, in the table and in its index',
  C: 'counters',
  H: 'heatmap cells',
  R: 'index of recordings',
  G: 'index of visits that are not recorded',
  K: 'keys of recordings',
  P: "heatmaps' pages",
  N: 'lists of names',
};

/** Sessions at a time. */
const concurrent = 200;
/** Edge locations of the CDN that they come by, each of which asks once a minute which files are kept. */
const edges = 10;
/** Share of the questions that reach a function: as many as edges ask, of what sessions of three minutes do. */
const unansweredShare = edges / (concurrent / 3);
const start = Date.UTC(2026, 10, 20, 10, 2);
const say = (text: string) => console.error(text);

say('ingest against a loop');
const ingest = await ingestSpeed(rounds);
say('aggregate against the same loop');
const aggregate = await aggregateSpeed(Math.min(rounds, 6));
say('cold imports');
const cold = await coldImport(15);
say('hostile bodies');
const hostile = await hostileTimes();
say('pageviews through ingest, record and aggregate');
const views = await pageviews(240);
say('recordings through the same');
const visits = await recordings(240);

const slowest = hostile[0] ?? ['none', Number.NaN];
const added = median(cold.ingest.map((ms, round) => ms - (cold.empty[round] ?? 0)));
const [ofViews, ofVisits] = [scaled(views.usage, 1e6 / views.count), scaled(visits.usage, 1_000 / visits.count)];
const [perViews, perVisits] = [costOf(ofViews), costOf(ofVisits)];
const figures: Figure[] = [
  {
    name: 'ingest against a loop that inflates, parses and counts the same bodies',
    value: medianRatio(ingest.handler, ingest.loop),
    unit: '×',
    atLeast: 0.6,
    note: `${readable(median(ingest.handler))} against ${readable(median(ingest.loop))} events a second of CPU; both get the base64 of the gateway, stores answer at once`,
  },
  {
    name: 'aggregate against the same loop',
    value: medianRatio(aggregate.aggregate, aggregate.loop),
    unit: '×',
    atLeast: 0.7,
    note: `${readable(median(aggregate.aggregate))} events a second of CPU; every beacon begins a session, archive and all counters included`,
  },
  {
    name: 'cold import of ingest over that of an empty function',
    value: added,
    unit: 'ms',
    atMost: 21,
    note: `${readable(median(cold.ingest))} against ${readable(median(cold.empty))} ms; the target is 25 where an empty one takes 4`,
  },
  { name: 'bundle of ingest', value: cold.bytes / 1_024, unit: 'KB', atMost: 60 },
  {
    name: 'slowest hostile body',
    value: slowest[1],
    unit: 'ms',
    atMost: 100,
    note: `${slowest[0]}; then ${hostile
      .slice(1, 4)
      .map(([name, ms]) => `${name} ${readable(ms)}`)
      .join(', ')}`,
  },
  {
    name: "stored bytes of a recording against gzip-6 of the same events as rrweb's",
    value: visits.stored / visits.gzipped,
    unit: '×',
    atMost: 0.6,
    note: `${readable(visits.stored / 3_000)} kB a session-minute`,
  },
  {
    name: `objects written per 1,000 recordings, ${concurrent} sessions at a time`,
    value: visits.putsPerThousand,
    atMost: 300,
    note: 'blocks and archive, one shard',
  },
  ...costFigures('1M pageviews of 8 events', 'M pageviews', ofViews, 5, 1),
  ...costFigures('1,000 recordings of 3 minutes', 'M recordings', ofVisits, 0.06, 1 / 1_000),
];

await report(
  'bench:pipeline',
  [
    setting(new Date(), {}),
    `Ratios are medians of rounds in which both ran in turn. Pageviews are made up: visits of three pages of 20 s with two clicks each, of which the tracker makes ${readable((3 * views.requests) / views.count)} beacons. Recordings are three minutes on the demo shop as the tracker sent them (${readable(visits.requests / visits.count)} beacons). Both go through the real handlers over stores in memory that count as DynamoDB and S3 charge, gathered ${gathering / 1_000} s, ${concurrent} sessions at a time.`,
    figureTable(figures),
    '### What it takes and costs',
    usageTable(),
    `Prices are list prices of us-east-1 in November 2026 (bench/prices.ts), without discounts. CloudFront's begin past 10M requests and 1 TB that it gives every account each month; the sums here are what it costs once they are spent. Assumed, not measured: nobody erased (up to 300 visitors of a project cost next to nothing, more nearly double the reads), no beacon twice (the next page sends again what was not answered before its page went), 12 ms of waiting for a put at ingest, 50 ms for a batch, 0.58 of a core at 1 GB (consumers) and half of it at half (ingest), a settings request a minute of a visit that the CDN answers, one question a recording which files are kept, the same of all visitors, which the CDN answers for a minute in each of ${edges} edge locations (so ${readable(100 * unansweredShare)} % of them reach a function), and scripts that are new to every visitor, each a request. The shard itself costs ${readable(prices.shardHour * 730)} $ a month, whatever comes.`,
    '### Beside others',
    vendorTable(),
    '### Write units by kind of item',
    markdownTable(
      ['item', 'a pageview', 'a recording'],
      kindsOf(views, visits).map((kind) => [
        kindNames[kind] ?? kind,
        readable(unitsOf(views, kind) / views.count),
        readable(unitsOf(visits, kind) / visits.count),
      ]),
    ),
  ].join('\n\n'),
  options.write,
);

async function pageviews(seconds: number): Promise<Passed & { count: number }> {
  const random = new Random(7);
  const beacons: Sent[] = [];
  let count = 0;
  // Sessions of three pages of 20 s each.
  for (let at = 0; at < seconds; at += 60 / concurrent) {
    const visit = newVisit(random);
    beacons.push(...visitOf(random, visit, start + at * 1_000, 3));
    count += 3;
  }
  const sessions = count / 3;
  // A browser keeps its settings for a minute, which is as long as these sessions are; then `t.js` and `x.js`.
  const passed = await runTraffic({
    beacons,
    fetches: (1 + 2) * sessions,
    questions: 0,
    unanswered: 0,
    scriptBytes: 7_200 * sessions,
    recordingDays: 30,
  });
  return { ...passed, count };
}

async function recordings(seconds: number) {
  const random = new Random(7);
  const captured = capturedVisit();
  const beacons: Sent[] = [];
  let count = 0;
  for (let at = 0; at < seconds; at += 180 / concurrent) {
    const begun = start + at * 1_000;
    beacons.push(...recording(newVisit(random), captured.beacons, begun, () => random.uuid(4)));
    count += 1;
  }
  const passed = await runTraffic({
    beacons,
    // `target.js`, `recorder.js` and `files.js` besides, which asks once a session for its stylesheets.
    fetches: (3 + 5) * count,
    questions: count,
    unanswered: count * unansweredShare,
    scriptBytes: 21_000 * count,
    recordingDays: 30,
  });
  // As long as sessions begin, there is a batch in every window: what runs out at the end is not the rule.
  const perSecond = 2 * (1_000 / gathering);
  return {
    ...passed,
    count,
    stored: passed.blockBytes / count,
    gzipped: gzippedEvents(captured),
    putsPerThousand: (perSecond * 1_000) / (concurrent / 180),
  };
}

/** What something costs in a month that has no more of it, and once what CloudFront gives each month is spent. */
function costFigures(name: string, unit: string, usage: Usage, atMost: number, units: number): Figure[] {
  const most = timesAMonth(usage, atMost) * units;
  return [
    {
      name: `${name} in a month`,
      value: costOf(paidOf(usage)).sum,
      unit: '$',
      atMost,
      note: Number.isFinite(most)
        ? `on average within it up to ${readable(most)}${unit} a month`
        : 'within it however many',
    },
    { name: `${name} more, past what CloudFront gives each month`, value: costOf(usage).sum, unit: '$', atMost },
  ];
}

function usageTable(): string {
  const names: Partial<Record<PriceName, string>> = {
    cdnRequest: 'requests to CloudFront',
    cdnToOrigin: 'GB from CloudFront to ingest',
    cdnToBrowser: 'GB from CloudFront to browsers',
    apiRequest: 'requests to the HTTP API',
    lambdaRequest: 'calls of functions',
    lambdaSecond: 'GB-seconds of functions',
    streamUnit: 'units of 25 KB on the stream',
    tableWrite: 'write units, index included',
    tableRead: 'read units',
    tableGbMonth: 'GB in tables for a month',
    objectPut: 'objects written',
    objectGbMonth: 'GB-months of objects',
    logGb: 'GB of logs',
  };
  const rows = (Object.keys(names) as PriceName[]).map((name) => [
    names[name] ?? name,
    readable(ofViews[name] ?? 0),
    readable((ofViews[name] ?? 0) * prices[name]),
    readable(ofVisits[name] ?? 0),
    readable((ofVisits[name] ?? 0) * prices[name]),
  ]);
  rows.push(['**sum**', '', `**${readable(perViews.sum)}**`, '', `**${readable(perVisits.sum)}**`]);
  return markdownTable(['', '1M pageviews', '$', '1,000 recordings', '$'], rows);
}

function vendorTable(): string {
  const rows = vendors.map(({ name, per, from, to }) => [name, per, `${from} → ${to}`]);
  return markdownTable(
    ['', 'for', '$'],
    [
      ['Afterglow', '1M events (125,000 pageviews)', readable(perViews.sum / 8)],
      ['Afterglow', '1,000 recordings', readable(perVisits.sum)],
      ...rows,
    ],
  );
}

function kindsOf(...all: readonly Passed[]): string[] {
  return [...new Set(all.flatMap(({ writesOf }) => writesOf.map(([kind]) => kind)))];
}

function unitsOf({ writesOf }: Passed, kind: string): number {
  return writesOf.find(([name]) => name === kind)?.[1] ?? 0;
}

import { expect, it } from 'vitest';
import { routes } from '#contracts/routes.ts';
import { ingestRoutes } from './ingest.ts';
import { sentAtOf } from './read-address.ts';

it('is reached at the addresses and answers with the statuses of the table of routes', () => {
  const { collect, trackerConfig, callerAddress, cspReport } = routes;

  expect(ingestRoutes).toEqual({
    collect: `${collect.method} ${collect.path}`,
    trackerConfig: `${trackerConfig.method} ${trackerConfig.path}`,
    callerAddress: `${callerAddress.method} ${callerAddress.path}`,
    cspReport: `${cspReport.method} ${cspReport.path}`,
  });
  expect([collect.status, trackerConfig.status]).toEqual([202, 200]);
  expect([collect, trackerConfig, cspReport].map(({ query }) => Object.keys(query.shape))).toEqual([
    ['k', 't'],
    ['k'],
    ['k', 'h'],
  ]);
});

it.each([
  ['k=a', '"t" is missing'],
  ['k=a&t=', '"t": expected ms since the epoch, a number from 0'],
  ['k=a&t=%20', '"t": expected ms since the epoch, a number from 0'],
  ['k=a&t=-1', '"t": expected ms since the epoch, a number from 0'],
  ['k=a&t=x', '"t": expected ms since the epoch, a number from 0'],
  ['k=a&t=8640000000000001', '"t": expected ms since the epoch, a number from 0'],
  ['k=a&t=&t=', '"t" is given twice'],
  ['k=a&t=1&t=2', '"t" is given twice'],
  ['k=a&t=1&x=2', 'unknown name "x"; known: k, t'],
])('of %s says what is wrong', (query, message) => {
  expect(() => sentAtOf(query)).toThrow(message);
});

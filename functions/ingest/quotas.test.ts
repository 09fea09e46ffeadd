import { describe, expect, it } from 'vitest';
import { defaultSettings, type ProjectSettings } from '#contracts/project-settings.ts';
import { type RecordingLine, recordingOp } from '#contracts/recording-format.ts';
import { testDocumentClient } from '../shared/aws/test-document-client.ts';
import { testProject } from '../shared/http/test-call.ts';
import type { Usage } from '../shared/quota.ts';
import { createQuotaStore } from './quota-store.ts';
import { createQuotas } from './quotas.ts';

const now = Date.parse('2026-11-25T12:00:00Z');
const event = { at: 1, kind: 'event', path: '/', name: 'buy' } as const;
const beacon = (events: number, snapshots = 0) => ({
  events: Array.from({ length: events }, () => event),
  rrweb: Array.from({ length: snapshots }, () => ({ type: 2, timestamp: 1, data: {} })),
  recorded: [],
});
const projectOf = (limits: Partial<ProjectSettings['limits']>) =>
  testProject({ settings: { ...defaultSettings, limits: { ...defaultSettings.limits, ...limits } } });

function quotasOver(usage: Usage) {
  const reads: number[] = [];
  const failures: unknown[] = [];
  const reader = {
    usage: async (_: unknown, at: number) => {
      reads.push(at);
      return { ...usage };
    },
  };
  return { quotas: createQuotas({ usage: reader, onFailure: (error) => void failures.push(error) }), reads, failures };
}

describe('quotas of a month', () => {
  it('cost nothing where there are none', async () => {
    const { quotas, reads } = quotasOver({ events: 1e9, recordings: 1e9 });
    const project = projectOf({});
    await quotas.take(project, beacon(50, 1), now);

    expect(await quotas.recordingShare(project, now)).toBe(1);
    expect(reads).toEqual([]);
  });

  it('refuse events once they are used up, with what this container took and nobody has counted yet', async () => {
    const { quotas, reads } = quotasOver({ events: 960, recordings: 0 });
    const project = projectOf({ eventsPerMonth: 1_000 });
    for (let n = 0; n < 5; n += 1) await quotas.take(project, beacon(8), now + n);
    const refused = quotas.take(project, beacon(8), now + 6);

    await expect(refused).rejects.toMatchObject({
      code: 'quota_exceeded',
      status: 429,
      headers: { 'retry-after': '3600' },
      message: expect.stringContaining('1000 events of this month (UTC)'),
    });
    expect(reads).toEqual([now]);
  });

  it('are read again every half minute, and for every month anew', async () => {
    const usage = { events: 1_000, recordings: 0 };
    const { quotas, reads } = quotasOver(usage);
    const project = projectOf({ eventsPerMonth: 1_000 });
    await expect(quotas.take(project, beacon(1), now)).rejects.toThrow();
    usage.events = 10;
    await expect(quotas.take(project, beacon(1), now + 29_999)).rejects.toThrow();
    await quotas.take(project, beacon(1), now + 30_000);
    await quotas.take(project, beacon(1), Date.parse('2026-12-01T00:00:00Z'));

    expect(reads).toHaveLength(3);
  });

  it('take recordings back before anything stops, and stop only who goes on recording', async () => {
    const share = async (recordings: number) =>
      quotasOver({ events: 0, recordings }).quotas.recordingShare(projectOf({ recordingsPerMonth: 100 }), now);
    const takes = async (recordings: number, snapshots: number) =>
      quotasOver({ events: 0, recordings })
        .quotas.take(projectOf({ recordingsPerMonth: 100 }), beacon(1, snapshots), now)
        .then(
          () => true,
          () => false,
        );

    expect([await share(80), await share(90), await share(100)]).toEqual([1, expect.closeTo(0.5), 0]);
    const own: RecordingLine = [recordingOp.snapshot, 1];
    const ofOwnFormat = quotasOver({ events: 0, recordings: 120 }).quotas.take(
      projectOf({ recordingsPerMonth: 100 }),
      { ...beacon(1), recorded: [own] },
      now,
    );

    await expect(ofOwnFormat).rejects.toMatchObject({ code: 'quota_exceeded' });
    expect([await takes(100, 1), await takes(119, 1), await takes(120, 0), await takes(120, 1)]).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('refuse nothing while the store does not answer, and say so', async () => {
    const failures: unknown[] = [];
    const usage = { usage: () => Promise.reject(new Error('throttled')) };
    const quotas = createQuotas({ usage, onFailure: (error) => void failures.push(error) });
    await quotas.take(projectOf({ eventsPerMonth: 1 }), beacon(5), now);

    expect(String(failures[0])).toContain('throttled');
  });
});

it('sums what all buckets have counted', async () => {
  const client = testDocumentClient();
  client.answer = ({ input }) => {
    const bucket = Number(String(input.Key.sk).split('#').at(-1));
    return bucket === 2 ? {} : { Item: { counts: { events: 10 ** bucket, recordings: bucket } } };
  };
  const usage = await createQuotaStore('tally', client).usage({ id: 'p', bucketCount: 4 }, now);

  expect(usage).toEqual({ events: 1 + 10 + 1_000, recordings: 4 });
  expect(new Set(client.inputs('GetItem').map(({ Key }) => Key.pk))).toEqual(new Set(['C#p#human#usage#2026-11-01']));
});

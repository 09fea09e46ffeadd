import { describe, expect, it } from 'vitest';
import type { Usage } from '#contracts/answers.ts';
import { defaultSettings, type ProjectSettings } from '#contracts/project-settings.ts';
import type { RefusalReason } from '#contracts/project-status.ts';
import { diagnose } from './diagnose.ts';

const now = Date.parse('2026-11-25T12:00:00Z');
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
const refusal = (reason: RefusalReason, minutes = 5, detail = '') => ({ at: ago(minutes), reason, detail, count: 1 });
const never = { lastEventAt: null, lastConfigAt: null, refusals: [] };
const settingsWith = (
  privacy: Partial<ProjectSettings['privacy']>,
  exclude: Partial<ProjectSettings['exclude']> = {},
) => ({
  privacy: { ...defaultSettings.privacy, ...privacy },
  exclude: { ...defaultSettings.exclude, ...exclude },
});
const writeKey = 'ag_of-this-project-7kQz';
const diagnosed = (status: Parameters<typeof diagnose>[0], settings = settingsWith({})) =>
  diagnose(status, { settings, writeKey }, now);
const told = (...given: Parameters<typeof diagnosed>) =>
  diagnosed(...given).map(({ state, what }) => `${state}: ${what}`);
const silent = 'wrong: Pages have asked for their settings and sent nothing since';

describe('the doctor', () => {
  it('is content when events arrive', () => {
    expect(told({ ...never, lastEventAt: ago(2), lastConfigAt: ago(1) })).toEqual(['fine: Events arrive']);
  });

  it('says that no page has the script when nobody asks for settings', () => {
    expect(told(never)).toEqual([
      'wrong: No event has arrived yet',
      'wrong: No page has asked for its settings in the last day',
    ]);
  });

  it('names the key of the project where none is asked for, since a page may have another', () => {
    const todo = diagnosed(never).find(({ what }) => what.startsWith('No page'))?.todo;

    expect(todo).toContain('its data-key is not that of this project, which ends in 7kQz');
    expect(todo).not.toContain(writeKey);
  });

  it('names what the tag itself may hold back where the settings hold back nothing', () => {
    const todo = diagnosed({ ...never, lastConfigAt: ago(3) }).find(({ what }) => silent.includes(what))?.todo;

    expect(todo).toContain('data-consent="hold"');
    expect(todo).toContain('data-dnt="respect"');
  });

  it.each([
    ['says nothing of blockers where a refusal since says why', refusal('excluded', 4), false],
    ['speaks of them where the refusal is older than the settings that were asked for', refusal('excluded', 6), true],
  ])('%s', (_, one, expected) => {
    expect(told({ ...never, lastConfigAt: ago(5), refusals: [one] }).includes(silent)).toBe(expected);
  });

  it.each([
    [
      'misses nothing where settings were asked for within a minute of an event, which is noted once a minute',
      0.9,
      false,
    ],
    ['misses events where they were asked for later', 1, true],
  ])('%s', (_, minutes, expected) => {
    const status = { ...never, lastEventAt: ago(30), lastConfigAt: ago(30 - minutes) };

    expect(told(status).includes(silent)).toBe(expected);
  });

  it.each([
    [settingsWith({ consent: 'hold' }), 'wrong: Pages have loaded the tracker and wait for consent'],
    [settingsWith({ dnt: 'respect' }), 'look: Browsers that ask not to be tracked are left out'],
    [settingsWith({}, { hosts: ['a.example'] }), 'look: Some paths or hosts are left out before anything is sent'],
    [settingsWith({}), silent],
  ])('says why pages that have their settings send nothing', (settings, expected) => {
    const findings = told({ ...never, lastConfigAt: ago(3) }, settings);

    expect(findings).toContain(expected);
    expect(findings).not.toContain('wrong: No page has asked for its settings in the last day');
  });

  it.each(['unknown_key', 'origin_refused', 'csp', 'quota_exceeded', 'rate_limited'] as const)(
    'puts %s first, and only to look at once something came through since',
    (reason) => {
      const refusals = [refusal(reason, 5, 'https://b.example')];
      const [first] = diagnosed({ ...never, lastConfigAt: ago(1), refusals }).filter(({ detail }) => detail);

      expect(first).toMatchObject({ state: 'wrong', detail: 'https://b.example' });
      expect(diagnosed({ lastEventAt: ago(2), lastConfigAt: ago(1), refusals }).map(({ state }) => state)).toEqual([
        'fine',
        'look',
      ]);
    },
  );

  it('takes what is left out on purpose for no failure, and old refusals for none', () => {
    const refusals = [refusal('excluded'), refusal('bot'), refusal('csp', 3_000)];

    expect(told({ lastEventAt: ago(1), lastConfigAt: ago(1), refusals })).toEqual([
      'fine: Events arrive',
      'look: The visit is left out by your settings',
      'look: A program visited, not a person',
    ]);
  });

  describe('of quotas', () => {
    const names = { used: 0, cap: 500, other: 0 };
    const usage = (events: Usage['events']['state'], recordings: Usage['recordings']['state']): Usage => ({
      month: '2026-11',
      day: '2026-11-25',
      events: { used: 1_000, quota: 1_000, state: events },
      recordings: { used: 100, quota: 100, state: recordings },
      recordingShare: 0.5,
      names: { paths: names, eventNames: names, propertyNames: names },
    });
    const seen = { ...never, lastEventAt: ago(200), lastConfigAt: ago(1) };
    const toldOf = (status: typeof seen, one: Usage) =>
      diagnose(status, { settings: settingsWith({}), writeKey }, now, one).map(
        ({ state, what }) => `${state}: ${what}`,
      );

    it('says that they are used up, and looks for no other reason why nothing comes', () => {
      expect(toldOf(seen, usage('exceeded', 'ok'))).toEqual([
        'wrong: The events of this month are used up',
        'look: No event has arrived in the last 15 minutes',
      ]);
    });

    it('says why nothing is recorded though events arrive', () => {
      expect(toldOf({ ...seen, lastEventAt: ago(1) }, usage('ok', 'exceeded'))).toEqual([
        'wrong: The recordings of this month are used up',
        'fine: Events arrive',
      ]);
      expect(toldOf({ ...seen, lastEventAt: ago(1) }, usage('ok', 'warning'))).toContainEqual(
        expect.stringMatching(/^look: .*of the month's recordings are used$/),
      );
    });

    it('are not spoken of where they are kept', () => {
      expect(toldOf({ ...seen, lastEventAt: ago(1) }, usage('ok', 'ok'))).toEqual(['fine: Events arrive']);
    });
  });
});

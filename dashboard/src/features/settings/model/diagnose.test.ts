import { describe, expect, it } from 'vitest';
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
const told = (status: Parameters<typeof diagnose>[0], settings = settingsWith({})) =>
  diagnose(status, settings, now).map(({ state, what }) => `${state}: ${what}`);

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

  it.each([
    [settingsWith({ consent: 'hold' }), 'wrong: Pages have loaded the tracker and wait for consent'],
    [settingsWith({ dnt: 'respect' }), 'look: Browsers that ask not to be tracked are left out'],
    [settingsWith({}, { hosts: ['a.example'] }), 'look: Some paths or hosts are left out before anything is sent'],
    [settingsWith({}), 'wrong: Pages have asked for their settings and sent nothing since'],
  ])('says why pages that have their settings send nothing', (settings, expected) => {
    const findings = told({ ...never, lastConfigAt: ago(3) }, settings);

    expect(findings).toContain(expected);
    expect(findings).not.toContain('wrong: No page has asked for its settings in the last day');
  });

  it.each(['unknown_key', 'origin_refused', 'csp', 'quota_exceeded', 'rate_limited'] as const)(
    'puts %s first, and only to look at once something came through since',
    (reason) => {
      const refusals = [refusal(reason, 5, 'https://b.example')];
      const [first] = diagnose({ ...never, lastConfigAt: ago(1), refusals }, settingsWith({}), now).filter(
        ({ detail }) => detail,
      );

      expect(first).toMatchObject({ state: 'wrong', detail: 'https://b.example' });
      expect(
        diagnose({ lastEventAt: ago(2), lastConfigAt: ago(1), refusals }, settingsWith({}), now).map(
          ({ state }) => state,
        ),
      ).toEqual(['fine', 'look']);
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
});

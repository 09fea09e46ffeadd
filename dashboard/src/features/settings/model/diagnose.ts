/** Why nothing arrives, as far as ingest and the settings tell; pure. */
import type { Usage } from '#contracts/answers.ts';
import type { Project } from '#contracts/project.ts';
import type { ProjectSettings } from '#contracts/project-settings.ts';
import type { ProjectStatus, RefusalReason } from '#contracts/project-status.ts';
import { refusalText } from './refusal-text.ts';
import { usageWarnings } from './usage-text.ts';

export interface Finding {
  /** `fine`, `wrong`: it stops events; `look`: it may, or stops some of them. */
  state: 'fine' | 'wrong' | 'look';
  what: string;
  todo?: string;
  /** What exactly, e.g. the origin that was refused. */
  detail?: string;
}

const recentMs = 15 * 60_000;
const refusalMs = 24 * 3_600_000;
/** What arrives, and settings that are asked for, are each noted once in this time. */
const notedMs = 60_000;

/** What of a project may say why. */
type Known = Pick<Project, 'writeKey'> & { settings: Pick<ProjectSettings, 'privacy' | 'exclude'> };

/** These stop what they are about; the others leave out what is meant to be. */
const stopping: readonly RefusalReason[] = [
  'unknown_key',
  'origin_refused',
  'csp',
  'quota_exceeded',
  'rate_limited',
  'invalid_beacon',
  'too_large',
  'consent_missing',
];

/** Findings, what stops events first; `now` in ms, `usage` once it is known. */
export function diagnose(
  { lastEventAt, lastConfigAt, refusals }: Pick<ProjectStatus, 'lastEventAt' | 'lastConfigAt' | 'refusals'>,
  project: Known,
  now: number,
  usage?: Usage,
): Finding[] {
  const eventAt = lastEventAt ? Date.parse(lastEventAt) : undefined;
  const configAt = lastConfigAt ? Date.parse(lastConfigAt) : undefined;
  const arrives = eventAt !== undefined && now - eventAt < recentMs;
  const findings: Finding[] = [arrival(eventAt, arrives)];
  for (const { title, text, over } of usage ? usageWarnings(usage) : []) {
    findings.push({ state: over ? 'wrong' : 'look', what: title, todo: text });
  }
  for (const { at, reason, detail } of refusals) {
    if (now - Date.parse(at) > refusalMs) continue;
    const { what, todo } = refusalText[reason];
    // What came through since shows that it does not stop everything.
    const stops = stopping.includes(reason) && !(eventAt && eventAt > Date.parse(at));
    findings.push({ state: stops ? 'wrong' : 'look', what, todo, detail });
  }
  const refusedAt = Math.max(...refusals.map(({ at }) => Date.parse(at)));
  const usedUp = usage?.events.state === 'exceeded';
  if (!arrives && !usedUp) findings.push(...silence({ eventAt, configAt, refusedAt }, project, now));
  return findings.toSorted((a, b) => rank(a) - rank(b));
}

const rank = ({ state }: Finding): number => ['wrong', 'fine', 'look'].indexOf(state);

function arrival(eventAt: number | undefined, arrives: boolean): Finding {
  if (arrives) return { state: 'fine', what: 'Events arrive' };
  return eventAt === undefined
    ? { state: 'wrong', what: 'No event has arrived yet' }
    : {
        state: 'look',
        what: 'No event has arrived in the last 15 minutes',
        todo: 'It may be that nobody visits just now: open a page of your site.',
      };
}

interface Times {
  eventAt: number | undefined;
  configAt: number | undefined;
  /** -Infinity: never. */
  refusedAt: number;
}

/** What the order of settings asked for, events sent and refusals says; all in ms. */
function silence({ eventAt, configAt, refusedAt }: Times, project: Known, now: number): Finding[] {
  if (configAt === undefined || now - configAt > refusalMs) {
    return [
      {
        state: eventAt === undefined ? 'wrong' : 'look',
        what: 'No page has asked for its settings in the last day',
        todo: `The script is not in the page, does not load or may not connect, or its data-key is not that of this project, which ends in ${project.writeKey.slice(-4)}. Look for it in the network panel of the developer tools; check the policy of the page below; try a window without extensions, and an address of your own under Install if a blocker stops it.`,
      },
    ];
  }
  if (eventAt !== undefined && configAt - eventAt < notedMs) return [];
  const { privacy, exclude } = project.settings;
  const findings: Finding[] = [];
  if (privacy.consent === 'hold') {
    findings.push({
      state: 'wrong',
      what: 'Pages have loaded the tracker and wait for consent',
      todo: "Nothing is sent until your page calls afterglow('consent', true), on every page load. Look whether your consent banner does.",
    });
  }
  if (privacy.dnt === 'respect') {
    findings.push({
      state: 'look',
      what: 'Browsers that ask not to be tracked are left out',
      todo: 'Test in one that does not.',
    });
  }
  if (exclude.paths.length + exclude.hosts.length > 0) {
    findings.push({
      state: 'look',
      what: 'Some paths or hosts are left out before anything is sent',
      todo: 'Look whether the page you test is one of them (Privacy).',
    });
  }
  if (findings.length > 0 || refusedAt > configAt) return findings;
  return [
    {
      state: 'wrong',
      what: 'Pages have asked for their settings and sent nothing since',
      todo: 'The tag may wait for consent (data-consent="hold") or heed Do Not Track (data-dnt="respect"). A blocker may let the settings pass and stop what is sent, or the browser is left out by ?afterglow=ignore: open a page with ?afterglow=notice, in a window without extensions.',
    },
  ];
}

/** `npm run reconcile -- --project P --day D` or `--month M`: recounts a day, or the quotas of a month, from the raw archive and tells every drift; `--fix` mends it. */
import { parseArgs } from 'node:util';
import { DynamoItemStore } from '../../functions/process/item-store.ts';
import { S3ReadableStore } from '../../functions/process/readable-object-store.ts';
import type { Drift } from '../../functions/process/reconcile/item-drift.ts';
import { localDay } from '../../functions/process/reconcile/local-day.ts';
import { type Mended, mend } from '../../functions/process/reconcile/mend.ts';
import { ProjectListStore } from '../../functions/process/reconcile/project-list-store.ts';
import { allDrift, type Findings, reconcileDay } from '../../functions/process/reconcile/reconcile-day.ts';
import { reconcileUsage, utcMonth } from '../../functions/process/reconcile/usage-month.ts';
import { openDeployment } from './deployment.ts';

const usage = `Usage: npm run reconcile -- --project ID (--day 2026-11-25 | --month 2026-11) [options]
  --project ID   as in the dashboard's address
  --day DATE     a day of the project's time zone: everything but the quotas
  --month MONTH  a UTC month: what was taken of the quotas
  --stage NAME   local (default, the one that npm start runs), dev or prod
  --fix          write what is right; safe while traffic goes on
Exits 0 without drift or once it is mended, 3 with drift.
`;

export interface Reconciled {
  findings: Findings;
  mended: Mended | undefined;
}

export async function reconcile(
  options: { stage: string; project: string; fix: boolean } & ({ day: string } | { month: string }),
  env: NodeJS.ProcessEnv,
): Promise<Reconciled> {
  const { dynamo, s3, name, serverSecret } = await openDeployment(options.stage, env);
  const project = await new ProjectListStore(name('PROJECTS_TABLE'), dynamo).get(options.project);
  if (!project) throw new Error(`Stage ${options.stage} has no project ${options.project}.`);
  const tally = new DynamoItemStore(name('TALLY_TABLE'), dynamo);
  const archive = new S3ReadableStore(name('ARCHIVE_BUCKET'), s3);
  const { id, timeZone, settings } = project;
  const { eventDays } = settings;
  const context = { tally, archive, serverSecret: await serverSecret(), now: Date.now(), eventDays };
  const findings =
    'day' in options
      ? await reconcileDay(id, localDay(options.day, timeZone), context)
      : await reconcileUsage(id, utcMonth(options.month), context);
  return { findings, mended: options.fix ? await mend(findings, tally) : undefined };
}

/** What was compared and what drifted, line by line. */
export function report({ findings, mended }: Reconciled): string[] {
  const drift = allDrift(findings);
  const counts = new Map<string, { items: number; drift: number }>();
  const kinds = [
    ...findings.items.map((one) => ({ kind: kindOf(one.key.pk), drift: one.drift.length })),
    ...findings.sessions.map((one) => ({ kind: 'sessions', drift: one.drift.length })),
  ];
  for (const { kind, drift: own } of kinds) {
    const known = counts.get(kind) ?? { items: 0, drift: 0 };
    counts.set(kind, { items: known.items + 1, drift: known.drift + own });
  }
  const table = [...counts].sort().map(([kind, { items, drift: own }]) => {
    return `${kind.padEnd(24)} ${String(items).padStart(6)} items   drift ${own}`;
  });
  const { lines, objects, erased } = findings;
  return [
    `${lines} beacons in ${objects} archived objects recounted.`,
    ...(erased > 0 ? [`${erased} beacons were erased since: where they counted, numbers may be greater.`] : []),
    '',
    ...table,
    '',
    ...drift.map(lineOf),
    `Drift: ${drift.length}${drift.length === 0 ? '. Every number is what the archive adds up to.' : ' numbers'}`,
    ...(mended ? mendedLines(mended, drift.length) : drift.length > 0 ? ['Write what is right with --fix.'] : []),
  ];
}

const lineOf = ({ key, field, is, should }: Drift): string => {
  const by = typeof is === 'number' && typeof should === 'number' ? ` (${is > should ? '+' : ''}${is - should})` : '';
  return `${key.pk} ${key.sk}: ${field} is ${is}, should be ${should}${by}`;
};

/** `C#project#crowd#by#day`, `H#project#crowd#type#device#path`. */
function kindOf(pk: string): string {
  const [letter, , crowd, what] = pk.split('#');
  return `${crowd === 'bot' ? 'bots, ' : ''}${letter === 'H' ? 'map of ' : ''}${what}`;
}

function mendedLines({ items, sessions, busy }: Mended, drift: number): string[] {
  if (drift === 0) return [];
  return [
    `Mended: ${items} items and ${sessions} sessions.`,
    ...(busy.length > 0 ? [`${busy.length} changed meanwhile and were left: run it again.`] : []),
  ];
}

if (import.meta.main) {
  try {
    const { values } = parseArgs({
      options: {
        project: { type: 'string' },
        day: { type: 'string' },
        month: { type: 'string' },
        stage: { type: 'string', default: 'local' },
        fix: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const { project, day, month, stage, fix } = values;
    const what = day && !month ? { day } : month && !day ? { month } : undefined;
    if (values.help || !project || !what) {
      console.error(usage);
      process.exitCode = values.help ? 0 : 2;
    } else {
      const done = await reconcile({ stage, project, fix, ...what }, process.env);
      for (const line of report(done)) console.log(line);
      const open = done.mended ? done.mended.busy.length : allDrift(done.findings).length;
      process.exitCode = open > 0 ? 3 : 0;
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

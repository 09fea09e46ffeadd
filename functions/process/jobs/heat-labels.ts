/** Words on a heatmap that the erased clicked on: what a page said to them may be about them. */
import { deviceClasses } from '#contracts/fields.ts';
import { type HeatItem, heatPartition, instantKey, selectorPart } from '../../shared/tally-items.ts';
import type { ArchiveLine } from '../aggregate/archive.ts';
import { inParallel } from '../in-parallel.ts';
import { wantedLines } from './archive-lines.ts';
import { allWork, type JobRun, type Outcome, plus } from './job-run.ts';
import type { TableStore } from './table-store.ts';
import { wantedOf } from './whom.ts';

const types = ['click', 'rage', 'dead', 'error'] as const;
const dayMs = 86_400_000;
const atOnce = 8;

interface Labels {
  bot: boolean;
  from: number;
  to: number;
  /** Labels by the part of the key that stands for an element. */
  byPart: Map<string, Set<string>>;
}

/** Clears the labels that the sessions gave to elements; the next visitor's click names the element again. */
export async function clearLabels(run: JobRun): Promise<Outcome> {
  const wanted = await wantedOf(run);
  const pages = new Map<string, Labels>();
  for (const { name } of await allWork(run, 'object')) {
    const object = await run.archive.read(name);
    if (object) for (const line of wantedLines(object.bytes, wanted)) collect(pages, line);
  }
  let cleared = 0;
  for (const [page, labels] of pages) {
    const path = page.slice(page.indexOf('\n') + 1);
    const partitions = deviceClasses.flatMap((device) =>
      types.map((type) => heatPartition(run.job.project, labels.bot ? 'bot' : 'human', type, device, path)),
    );
    await inParallel(atOnce, partitions, async (pk) => {
      for (const item of await run.tally.all<HeatItem>(pk.toWellFormed())) {
        if (await clear(run.tally, item, labels)) cleared += 1;
      }
    });
  }
  if (cleared > 0) await run.save({ removed: plus(run.job, 'tally/heatmap labels', cleared) });
  return 'done';
}

function collect(pages: Map<string, Labels>, { envelope, events }: ArchiveLine): void {
  for (const event of events) {
    if (!('label' in event) || !event.label || !('selector' in event)) continue;
    const at = event.at + envelope.offset;
    const page = `${envelope.client.bot}\n${event.path}`;
    const labels = pages.get(page) ?? { bot: envelope.client.bot, from: at, to: at, byPart: new Map() };
    pages.set(page, labels);
    const receipt = envelope.receivedAt;
    labels.from = Math.min(labels.from, at, receipt);
    labels.to = Math.max(labels.to, at, receipt);
    const part = selectorPart(event.selector);
    labels.byPart.set(part, (labels.byPart.get(part) ?? new Set()).add(event.label));
  }
}

/**
 * Removes a label. `w` gets a character more: it compares as before with the positions of records, but a
 * consumer that read the item before must read it again, and does not write the label back.
 */
async function clear(tally: TableStore, read: HeatItem, { from, to, byPart }: Labels): Promise<boolean> {
  const [day = '', part = ''] = read.sk.split('#');
  if (day < instantKey(Math.max(0, from - 2 * dayMs)) || day > instantKey(to + 2 * dayMs)) return false;
  for (let item: HeatItem | undefined = read; item?.label !== undefined; ) {
    if (!byPart.get(part)?.has(item.label)) return false;
    if (await tally.change(item, { label: undefined, w: `${item.w}.` }, { w: item.w })) return true;
    item = await tally.get<HeatItem>(item);
  }
  return false;
}

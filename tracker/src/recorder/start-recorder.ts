import type { Inner } from '../inner.ts';
import { idleMs, mostFailures, snapshotMs } from './limits.ts';
import { setRules } from './mask.ts';
import { attempt, matches } from './natives.ts';
import { recordPage } from './record-page.ts';
import { scrubText } from './scrub-text.ts';
import { watchConsole } from './watch-console.ts';
import { watchRequests } from './watch-requests.ts';

/** A selector that does not parse would switch off all the others. */
const isSelector = (text: string) => attempt(() => [matches(document.documentElement, text)]);

/** Puts the recorder behind `inner.replay`. */
export function startRecorder(inner: Inner): void {
  const { config, dataset, guard, hideCss } = inner;
  const all = dataset.mask === 'all' || config.mask === 'all';
  const [mask, unmask, ignore, block] = (['mask', 'unmask', 'ignore', 'block'] as const).map((name) =>
    [`[data-ag-${name}]`, ...(config.selectors?.[name] ?? []).filter(isSelector)].join(),
  ) as [string, string, string, string];
  // Its file did not come.
  if (all && !hideCss) return;
  setRules({ all, hideCss, mask, unmask, ignore, block, custom: /,/.test(mask + unmask + block) });
  /** What records; there while it does. */
  let recording: ReturnType<typeof recordPage> | undefined;
  let ends: (() => void)[] = [];
  let wanted = false;
  let failures = 0;
  let inputAt = 0;
  let snapshotAt = 0;
  /** Tracked paths of which this document has sent a full snapshot: a heatmap needs one of each. */
  const pictured = new Set<string | undefined>();

  function begin(): void {
    if (failures >= mostFailures) return;
    snapshotAt = Date.now();
    pictured.add(inner.routed);
    ends = [watchConsole(inner, all), watchRequests(inner, all)];
    recording = recordPage(inner, tick, (error) => {
      inner.note({ kind: 'console', level: 'error', text: scrubText(`Afterglow recorder: ${error}`).slice(0, 500) });
      if (++failures >= mostFailures) stop();
    });
  }

  function stop(): void {
    recording?.stop();
    recording = undefined;
    for (const end of ends.splice(0)) end();
  }

  function snapshot(): void {
    snapshotAt = Date.now();
    pictured.add(inner.routed);
    recording?.snapshot();
  }

  const { courier } = inner.outbox;
  const hiding = courier?.hiding;
  if (courier && hiding) {
    courier.hiding = () => {
      recording?.hide();
      hiding();
    };
  }

  const tick = guard(() => {
    const now = Date.now();
    if (now - inputAt >= idleMs) stop();
    else if (now - snapshotAt >= snapshotMs || isNewPage(now)) snapshot();
  });

  inner.replay = guard((on) => {
    wanted = on;
    inputAt = Date.now();
    if (!on) stop();
    else if (recording) snapshot();
    else begin();
  });

  const alive = guard(() => {
    inputAt = Date.now();
    if (wanted && !recording) begin();
  });
  // One listener is called at a sign of life, not one for each of us.
  const { acted } = inner;
  inner.acted = () => {
    acted?.();
    alive();
  };

  /** Whether a single-page app shows a path for the first time, and has had a second to put it together. */
  function isNewPage(now: number): boolean {
    const { routed, viewed } = inner;
    return !pictured.has(routed) && now - (viewed?.at ?? now) >= 1e3;
  }
}

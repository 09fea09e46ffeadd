/** Tells style sheets and what scripts do to them; past 200 lines, because a rule that changes depends on what is told of its sheet. */
import { type Item, line } from './bytes.ts';
import { comparedRules, parsedChars, pieceChars } from './limits.ts';
import { absoluteCss, baseOf } from './mask.ts';
import { isLive, liveId } from './model.ts';
import { attempt } from './natives.ts';
import { ADOPT, CSS, DECLARATION, KEPT_CSS, RULES, SHEET } from './ops.ts';
import { patch } from './patch.ts';

/** A sheet that is told, a piece at a time. */
interface Job {
  op: typeof CSS | typeof SHEET | typeof ADOPT;
  /** Of the element, or of the root that adopts. */
  id: number;
  /** The element itself. */
  owner?: Node;
  sheet?: CSSStyleSheet;
  /** Of the constructed sheet. */
  sheetId?: number;
  sheetIds?: number[];
  /** The next rule; past all once all are read. */
  at: number;
  /** What was read of the sheet of an element and is not told yet. */
  text?: string;
  /** Under which its text is kept; empty where it is told instead, 0 once some of it was, nothing until that is known. */
  hash?: string | 0 | undefined;
}

/** Has the text of a sheet kept by its content, and puts the answer into `hash` unless there is one by then. */
type Keeper = (job: Pick<Job, 'text' | 'hash'>) => void;

/** What is to be told. */
export let jobs: Job[] = [];
let keeper: Keeper | undefined;
/** Documents and shadow roots that are watched, and what was last told of what they adopt. */
export const roots = new Map<Node, string>();
let sheetIds = new WeakMap<CSSStyleSheet, number>();
let count = 0;

export function setKeeper(keep: Keeper | undefined): void {
  keeper = keep;
}

export function forgetSheets(): void {
  jobs = [];
  sheetIds = new WeakMap();
  count = 0;
}

/** Nothing where it is of another origin. */
const rulesOf = (sheet: CSSStyleSheet | null | undefined) => attempt(() => sheet?.cssRules);

/** Tells what the sheet of a `link` or `style` says, if it is there and may be read. */
export function tellSheet(owner: Node, id: number): boolean {
  const { sheet } = owner as HTMLStyleElement;
  const { length } = rulesOf(sheet) ?? [];
  if (length) {
    // What has no address that others know is the page's own.
    const hash = keeper && /^http/.test((sheet as CSSStyleSheet).href as string) ? undefined : '';
    // What was to be told of it before must not come after this.
    jobs = jobs.filter((job) => job.owner !== owner);
    jobs.push({ op: CSS, id, owner, sheet: sheet as CSSStyleSheet, at: 0, text: '', hash });
  }
  return !!length;
}

/** Tells the rules of a style element in place of its text, if they are not what its text says. */
export function tellStyle(style: Node, id: number): boolean {
  const text = `${style.textContent}`;
  const isPlain = text.trim() && (text.length > parsedChars || text.includes('@import') || !differs(style, text));
  return !isPlain && tellSheet(style, id);
}

/** By their number, and by what the first of them say: to write out a rule takes longer than to parse ten. */
const differs = (style: Node, text: string) =>
  attempt(() => {
    const rules = rulesOf((style as HTMLStyleElement).sheet) ?? [];
    const parsed = new CSSStyleSheet();
    parsed.replaceSync(text);
    const own = [...parsed.cssRules];
    const first = own.slice(0, comparedRules);
    return own.length !== rules.length || first.some(({ cssText }, index) => cssText !== rules[index]?.cssText);
  });

/** Finds out which constructed sheets are adopted now: no event tells. */
export function checkAdopted(): void {
  for (const [root, before] of roots) {
    const id = liveId(root);
    if (!id) continue;
    const sheets = (root as Document).adoptedStyleSheets;
    if (!sheets?.length && !before) continue;
    const ids = Array.from(sheets ?? [], (sheet) => {
      let sheetId = sheetIds.get(sheet);
      if (!sheetId) {
        sheetId = ++count;
        sheetIds.set(sheet, sheetId);
        jobs.push({ op: SHEET, id, sheet, sheetId, at: 0 });
      }
      return sheetId;
    });
    const key = `${ids}`;
    if (key === before) continue;
    roots.set(root, key);
    jobs.push({ op: ADOPT, id, sheetIds: ids, at: 0 });
  }
}

/** Whether nothing is left to do for it but to wait for the answer whether it is kept. */
const waits = ({ at, hash }: Job) => at === 1 / 0 && hash === undefined;

export const hasJobs = (): boolean => !jobs.every(waits);
/** Tells sheets until it is time; true once all are told but those that wait. */
export function workOnSheets(at: number, isTime: () => boolean): boolean {
  for (let index = 0; index < jobs.length; ) {
    const job = jobs[index] as Job;
    if (!isLive(job.id) || (!waits(job) && tell(job, at, isTime))) jobs.splice(index, 1);
    else if (waits(job)) index++;
    if (isTime()) break;
  }
  return !hasJobs();
}

/** Reads and tells the next of a sheet; true once that was the last. */
function tell(job: Job, at: number, isTime: () => boolean): boolean {
  const { op, id, sheet } = job;
  const rules = rulesOf(sheet) ?? [];
  const base = sheet?.href ?? baseOf(job.owner ?? document);
  const read: string[] = [];
  let chars = 0;
  while (job.at < rules.length) {
    const text = absoluteCss(textOf(rules[job.at++] as CSSRule, op === CSS), base);
    read.push(text);
    chars += text.length;
    if (chars > pieceChars || isTime()) break;
  }
  const isWhole = job.at >= rules.length;
  if (isWhole) job.at = 1 / 0;
  if (op !== CSS) {
    line(op, at, job.sheetId ?? id, ...(job.sheetIds ?? read));
    return isWhole;
  }
  const text = job.text + read.join('');
  const { hash } = job;
  job.text = text;
  if (hash === undefined) {
    if (isWhole) (keeper as Keeper)(job);
    return false;
  }
  if (hash) {
    line(KEPT_CSS, at, id, hash);
    return true;
  }
  job.text = text.slice(pieceChars);
  const isLast = isWhole && !job.text;
  line(op, at, id, +(hash === '') + 2 * +isLast, text.slice(0, pieceChars));
  job.hash = 0;
  return isLast;
}

/** A rule as text; imported sheets are told in place where the target can take more than one rule for it. */
function textOf(rule: CSSRule, inline: boolean): string {
  const { styleSheet, media } = rule as CSSImportRule;
  const inner = inline && styleSheet ? rulesOf(styleSheet) : undefined;
  if (!inner) return rule.cssText;
  const text = absoluteCss(Array.from(inner, (each) => textOf(each, true)).join(''), styleSheet?.href ?? '');
  return media.mediaText ? `@media ${media.mediaText}{${text}}` : text;
}

/** The way to a rule through nested ones. */
function pathTo(rule: CSSRule): number[] {
  const path: number[] = [];
  for (let at: CSSRule | null = rule; at; at = at.parentRule) {
    const list = ((at.parentRule as CSSGroupingRule | null) ?? at.parentStyleSheet)?.cssRules ?? [];
    path.unshift([...list].indexOf(at));
  }
  return path;
}

/**
 * Watches what a window's scripts do to rules.
 * @param later takes what is to be told once all that came before it is
 */
export function watchRules(
  realm: typeof globalThis,
  later: (run: (at: number) => unknown) => void,
  quiet: (run: () => void) => void,
): (() => void)[] {
  /** A rule changed: what is to be told of it is told, unless it is in what is told of the sheet anyway. */
  function changed(
    sheet: CSSStyleSheet | null,
    path: number[],
    write: (full: (css: string) => string) => Item[] = () => [],
  ): void {
    const owner = sheet?.ownerNode;
    if (!owner) {
      // A constructed one is told anew.
      if (sheet && sheetIds.delete(sheet)) later(() => {});
      return;
    }
    const job = jobs.find((each) => each.owner === owner);
    if (job) {
      // Text has no indexes: it is told from its start. What scripts have changed is not what others have.
      if (job.hash === undefined || (path[0] as number) < job.at) {
        job.at = 0;
        job.text = job.hash = '';
      }
      return;
    }
    const id = liveId(owner);
    if (!id) return;
    const [op, ...rest] = write((css) => absoluteCss(css, sheet.href ?? baseOf(owner)));
    later((at) => isLive(id) && line(op, at, id, ...rest));
  }

  const place = (path: number[]) => (path.length > 1 ? path : (path[0] as number));
  const inserted = (sheet: CSSStyleSheet | null, path: number[], text: unknown) =>
    changed(sheet, path, (full) => [RULES, [place(path), full(`${text}`)], []]);
  const deleted = (sheet: CSSStyleSheet | null, path: number[]) =>
    changed(sheet, path, () => [RULES, [], [place(path)]]);
  const declared = ({ parentRule }: CSSStyleDeclaration, property: string, value?: string, priority?: string) => {
    if (!parentRule) return;
    const path = pathTo(parentRule);
    changed(parentRule.parentStyleSheet, path, (full) => [
      DECLARATION,
      path,
      `${property}`,
      // As a rule would have it.
      value ? full(`${property}:${value}`).slice(`${property}`.length + 1) : null,
      `${priority || ''}`,
    ]);
  };

  const after = <Self>(name: string, owner: object, note: (self: Self, ...args: never[]) => void) =>
    patch(owner, name, (call, self, args) => {
      const answer = call();
      quiet(() => note(self as Self, ...(args as never[])));
      return answer;
    });
  const sheets = realm.CSSStyleSheet.prototype;
  const groups = realm.CSSGroupingRule.prototype;
  const styles = realm.CSSStyleDeclaration.prototype;
  return [
    after('insertRule', sheets, (self: CSSStyleSheet, text: string, index = 0) => inserted(self, [index], text)),
    after('deleteRule', sheets, (self: CSSStyleSheet, index: number) => deleted(self, [index])),
    after('insertRule', groups, (self: CSSGroupingRule, text: string, index = 0) =>
      inserted(self.parentStyleSheet, [...pathTo(self), index], text),
    ),
    after('deleteRule', groups, (self: CSSGroupingRule, index: number) =>
      deleted(self.parentStyleSheet, [...pathTo(self), index]),
    ),
    after('replaceSync', sheets, (self: CSSStyleSheet) => changed(self, [])),
    patch(sheets, 'replace', (call, self) => {
      const answer = call() as Promise<unknown>;
      answer.then(
        () => quiet(() => changed(self as CSSStyleSheet, [])),
        () => {},
      );
      return answer;
    }),
    after('setProperty', styles, declared),
    after('removeProperty', styles, (self: CSSStyleDeclaration, property: string) => declared(self, property)),
  ];
}

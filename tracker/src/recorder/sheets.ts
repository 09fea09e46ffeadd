import { closeLine, items, openLine, raw, string } from './bytes.ts';
import { absoluteCss, absoluteValue, baseOf } from './mask.ts';
import { isLive, liveId } from './model.ts';
import { firstChild } from './natives.ts';
import { ADOPT, CSS, DECLARATION, RULES, SHEET } from './ops.ts';
import { patch } from './patch.ts';

/** Text of a linked stylesheet, or rules, that go as one line. */
const pieceChars = 16_384;
/** Past this it costs more to see whether a sheet says what its text says than it is worth. */
const parsedChars = 1e5;

/** A sheet that is told, a piece at a time. */
interface Job {
  op: typeof CSS | typeof RULES | typeof SHEET | typeof ADOPT;
  /** Of the element, or of the root that adopts. */
  id: number;
  /** The element itself. */
  owner?: Node;
  sheet?: CSSStyleSheet;
  /** Of the constructed sheet. */
  sheetId?: number;
  sheetIds?: number[];
  /** The next rule. */
  at: number;
}

const jobs: Job[] = [];
/** Elements whose rules are yet to be told: what changes until then is in them. */
const waiting = new Set<unknown>();
/** Documents and shadow roots, and what was last told of what they adopt. */
const roots = new Map<Node, string>();
let sheetIds = new WeakMap<CSSStyleSheet, number>();
let count = 0;

export function forgetSheets(): void {
  jobs.length = 0;
  waiting.clear();
  roots.clear();
  sheetIds = new WeakMap();
  count = 0;
}

function rulesOf(sheet: CSSStyleSheet | null): CSSRuleList | undefined {
  try {
    return sheet?.cssRules;
  } catch {
    // Of another origin.
    return undefined;
  }
}

function add(job: Job): void {
  jobs.push(job);
  waiting.add(job.owner);
}

/** Tells what a linked stylesheet says, if it is there and may be read. */
export function tellLink(link: Node, id: number): void {
  const { sheet } = link as HTMLLinkElement;
  if (rulesOf(sheet)) add({ op: CSS, id, owner: link, sheet: sheet as CSSStyleSheet, at: 0 });
}

/** Whether a style element has rules that are not in its text, which are then told instead. */
export function tellStyle(style: Node, id: number): boolean {
  const { sheet } = style as HTMLStyleElement;
  const rules = rulesOf(sheet);
  if (!sheet || !rules?.length) return false;
  if (firstChild(style)) {
    const text = `${style.textContent}`;
    if (text.trim() && (text.length > parsedChars || text.includes('@import') || !differs(rules, text))) return false;
  }
  add({ op: RULES, id, owner: style, sheet, at: 0 });
  return true;
}

function differs(rules: CSSRuleList, text: string): boolean {
  try {
    const parsed = new CSSStyleSheet();
    parsed.replaceSync(text);
    const { length } = parsed.cssRules;
    return length !== rules.length || parsed.cssRules[length - 1]?.cssText !== rules[length - 1]?.cssText;
  } catch {
    // A browser without constructed sheets.
    return false;
  }
}

export const watchRoot = (root: Node): void => void roots.set(root, '');
/** Roots whose sheets are looked at after every change; more than that are looked at by the clock. */
export const fewRoots = (): boolean => roots.size < 100;

/** Finds out which constructed sheets are adopted now: no event tells. */
export function checkAdopted(): void {
  for (const [root, before] of roots) {
    const id = liveId(root);
    if (!id) {
      roots.delete(root);
      continue;
    }
    const sheets = (root as Document).adoptedStyleSheets;
    if (!sheets?.length && !before) continue;
    const ids = Array.from(sheets ?? [], (sheet) => {
      let sheetId = sheetIds.get(sheet);
      if (!sheetId) {
        sheetId = ++count;
        sheetIds.set(sheet, sheetId);
        add({ op: SHEET, id, sheet, sheetId, at: 0 });
      }
      return sheetId;
    });
    const key = `${ids}`;
    if (key === before) continue;
    roots.set(root, key);
    add({ op: ADOPT, id, sheetIds: ids, at: 0 });
  }
}

export const hasJobs = (): boolean => !!jobs[0];

/** The page may be gone in a moment: what a linked sheet said by then is told from its start. */
export function restartJobs(): void {
  for (const job of jobs) if (job.op === CSS) job.at = 0;
}

/** Tells sheets until it is time; true once all are told. */
export function workOnSheets(at: number, isTime: () => boolean): boolean {
  for (let [job] = jobs; job; [job] = jobs) {
    if (isLive(job.id)) {
      if (job.op === ADOPT) {
        openLine(ADOPT, at, job.id, ...(job.sheetIds as number[]));
        closeLine();
      } else if (!tell(job, at, isTime)) return false;
    }
    jobs.shift();
    waiting.delete(job.owner);
    if (isTime()) return !jobs[0];
  }
  return true;
}

/** Tells the next rules of a sheet; true once those were the last. */
function tell(job: Job, at: number, isTime: () => boolean): boolean {
  const sheet = job.sheet as CSSStyleSheet;
  const rules = rulesOf(sheet);
  const base = sheet.href ?? baseOf(job.owner ?? document);
  const length = rules?.length ?? 0;
  let chars = 0;
  let css = '';
  const begins = !job.at;
  openLine(job.op, at, job.op === SHEET ? job.sheetId : job.id);
  if (job.op === RULES) raw(',[');
  for (let comma = job.op !== RULES; rules && job.at < length; job.at++, comma = true) {
    if (chars > pieceChars || (chars && isTime())) break;
    const text = absoluteCss(textOf(rules[job.at] as CSSRule, job.op === CSS), base);
    chars += text.length;
    if (job.op === CSS) {
      css += text;
      continue;
    }
    if (comma) raw(',');
    if (job.op === RULES) raw(`${job.at},`);
    string(text);
  }
  if (job.op === RULES) raw('],[]');
  if (job.op === CSS) items([+begins + (job.at < length ? 0 : 2), css]);
  closeLine();
  return job.at >= length;
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
    const list = (at.parentRule as CSSGroupingRule | null)?.cssRules ?? at.parentStyleSheet?.cssRules ?? [];
    path.unshift(Array.prototype.indexOf.call(list, at));
  }
  return path;
}

/**
 * Watches what a window's scripts do to rules.
 * @param later takes what is to be told once all that came before it is
 */
export function watchRules(
  realm: typeof globalThis,
  later: (run: (at: number) => void) => void,
  quiet: (run: () => void) => void,
): (() => void)[] {
  /** The id of the element of the sheet, if this change to it has to be told. */
  function changed(sheet: CSSStyleSheet | null, [index = 0, ...rest]: number[], shift: number): number {
    const owner = sheet?.ownerNode;
    if (!owner) {
      // A constructed one is told anew.
      if (sheet && sheetIds.delete(sheet)) later(() => {});
      return 0;
    }
    if (waiting.has(owner)) {
      const job = jobs.find((each) => each.owner === owner) as Job;
      if (index >= job.at) return 0;
      if (job.op === CSS) {
        // Text has no indexes: it is told from its start.
        job.at = 0;
        return 0;
      }
      if (!rest.length) job.at += shift;
    }
    return liveId(owner);
  }

  function rule(sheet: CSSStyleSheet | null, path: number[], text?: string): void {
    const id = changed(sheet, path, text === undefined ? -1 : 1);
    if (!id) return;
    const base = sheet?.href ?? baseOf(sheet?.ownerNode as Node);
    const place = path[1] === undefined ? path[0] : path;
    later((at) => {
      if (!isLive(id)) return;
      openLine(RULES, at, id, ...(text === undefined ? [[], [place]] : [[place, absoluteCss(text, base)], []]));
      closeLine();
    });
  }

  const sheets = realm.CSSStyleSheet.prototype;
  const groups = realm.CSSGroupingRule.prototype;
  const after = <T extends object>(owner: T, name: string & keyof T, note: (self: never, args: never) => void) =>
    patch(owner as never, name, (call, self, args) => {
      const answer = call();
      quiet(() => note(self as never, args as never));
      return answer;
    });
  return [
    after(sheets, 'insertRule', (self: CSSStyleSheet, [text, index = 0]: [string, number]) =>
      rule(self, [index], `${text}`),
    ),
    after(sheets, 'deleteRule', (self: CSSStyleSheet, [index]: [number]) => rule(self, [index])),
    after(sheets, 'replaceSync', (self: CSSStyleSheet) => void changed(self, [], 0)),
    patch(sheets as never, 'replace', (call, self) => {
      const answer = call() as Promise<unknown>;
      answer.then(
        () => quiet(() => void changed(self as CSSStyleSheet, [], 0)),
        () => {},
      );
      return answer;
    }),
    after(groups, 'insertRule', (self: CSSGroupingRule, [text, index = 0]: [string, number]) =>
      rule(self.parentStyleSheet, [...pathTo(self), index], `${text}`),
    ),
    after(groups, 'deleteRule', (self: CSSGroupingRule, [index]: [number]) =>
      rule(self.parentStyleSheet, [...pathTo(self), index]),
    ),
    ...(['setProperty', 'removeProperty'] as const).map((name) =>
      after(
        realm.CSSStyleDeclaration.prototype,
        name,
        ({ parentRule }: CSSStyleDeclaration, [property, value, priority]: [string, string, string]) => {
          if (!parentRule) return;
          const path = pathTo(parentRule);
          const sheet = parentRule.parentStyleSheet;
          const id = changed(sheet, path, 0);
          if (!id) return;
          const base = sheet?.href ?? baseOf(sheet?.ownerNode as Node);
          later((at) => {
            if (!isLive(id)) return;
            const set = name === 'setProperty' && value;
            openLine(
              DECLARATION,
              at,
              id,
              path,
              `${property}`,
              set ? absoluteValue(`${property}`, `${value}`, base) : null,
              `${priority || ''}`,
            );
            closeLine();
          });
        },
      ),
    ),
  ];
}

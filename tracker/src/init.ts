import type { Afterglow, init as Declared, InitOptions } from './index.d.ts';

/** `window.afterglow` as the stub, or as `t.js` left it: then it has `_`. */
type Installed = Afterglow & { q?: unknown[][]; _?: unknown };

/** Options that are attributes of the tag as they are; a list names the values that the script knows. */
const attributes: Partial<Record<keyof InitOptions, readonly string[] | undefined>> = {
  key: undefined,
  api: undefined,
  record: ['on', 'off', 'sampled'],
  mask: ['inputs', 'all'],
  consent: ['hold'],
  dnt: ['respect'],
  domain: undefined,
};

const installed = () => (typeof window === 'undefined' ? undefined : (window as { afterglow?: Installed }).afterglow);

/** Settled once the script has run, or will not. */
let arrival: Promise<unknown> | undefined;

/** The way in of the package; `index.d.ts` says what it promises. */
export const init: typeof Declared = (options) => {
  if (typeof document === 'undefined') return afterglow;
  try {
    const problem = problemOf(options);
    if (problem) throw new Error(problem);
    const origin = originOf(options);
    const found = tagFrom(origin);
    if (found && found.dataset.key !== options.key) throw new Error(clashWith(found));
    const wanted = found || installed()?._ ? undefined : tagOf(options, origin);
    stub();
    if (wanted) document.head.append(wanted);
    const tag = wanted ?? found;
    // What was there before us may have come or failed already; the page's load waits for it.
    const over = !wanted && document.readyState === 'complete';
    arrival ??= tag && !over ? settled(tag, wanted ? [] : [window]) : undefined;
  } catch (error) {
    // A page goes on without its numbers, but whoever builds it is told.
    console.error(`Afterglow did not start: ${error instanceof Error ? error.message : error}`);
  }
  return afterglow;
};

const originOf = ({ host }: InitOptions): string =>
  new URL(host.includes('//') ? host : `https://${host}`, location.href).origin;

/** Our tag that the page has, whatever name and version it loads. */
const tagFrom = (origin: string): HTMLScriptElement | undefined =>
  [...document.querySelectorAll<HTMLScriptElement>('script[data-key]')].find(({ src }) => src.startsWith(`${origin}/`));

/** Asks what is in the page at the moment of the call: nothing, the stub, or the script. */
const afterglow = ((verb: 'flush', ...args: []) => {
  const current = installed();
  if (verb !== 'flush' || current?._) return current?.(verb, ...args);
  // The stub answers nothing.
  return Promise.resolve(arrival).then(() => (installed()?._ ? installed()?.('flush') : undefined));
}) as Afterglow;

function stub(): void {
  if (installed()) return;
  const q: unknown[][] = [];
  const keep = (...args: unknown[]) => void q.push(args);
  window.afterglow = Object.assign(keep as Afterglow, { q });
}

function settled(tag: HTMLScriptElement, also: EventTarget[]): Promise<unknown> {
  return new Promise((settle) => {
    tag.addEventListener('error', settle);
    for (const target of [tag, ...also]) target.addEventListener('load', settle);
  });
}

function tagOf(options: InitOptions, origin: string): HTMLScriptElement {
  const { script = '/t.js', version, integrity, nonce, hash, auto } = options;
  const tag = document.createElement('script');
  tag.async = true;
  for (const name of Object.keys(attributes) as (keyof InitOptions)[]) {
    if (options[name]) tag.setAttribute(`data-${name}`, `${options[name]}`);
  }
  // The script puts `/i` behind it.
  if (options.api) tag.setAttribute('data-api', options.api.replace(/\/+$/, ''));
  if (hash) tag.setAttribute('data-hash', '');
  if (auto === false) tag.setAttribute('data-auto', 'off');
  if (nonce) tag.nonce = nonce;
  if (integrity) {
    tag.setAttribute('integrity', integrity);
    tag.crossOrigin = 'anonymous';
  }
  tag.src = `${origin}${version ? `/v/${version}` : ''}${script}`;
  return tag;
}

const clashWith = ({ dataset }: HTMLScriptElement): string =>
  `the page already has the write key ${dataset.key}, and one page has one tracker; take one of the two away.`;

/** What is wrong, as a sentence that says what to do. */
function problemOf(options: InitOptions): string | undefined {
  // Without types a call may have forgotten them altogether.
  if (!options?.key) return "give init your project's write key as `key`; Settings shows it.";
  if (!options.host) return 'give init the address of your Afterglow as `host`, such as https://stats.example.com.';
  if (options.script && !/^\/[\w-]+\/[\w-]+\.js$/.test(options.script)) {
    return `\`script\` is '${options.script}'; write it as Settings does, such as '/lib/shop.js', or leave it out.`;
  }
  if (options.script && options.version) return '`script` and `version` name two files; leave one out.';
  if (options.integrity && !options.version) return '`integrity` needs `version`: only its files never change.';
  for (const [name, values] of Object.entries(attributes)) {
    const value = options[name as keyof InitOptions];
    if (value && values && !values.includes(`${value}`)) {
      return `\`${name}\` is '${value}'; choose ${values.map((one) => `'${one}'`).join(' or ')}, or leave it out.`;
    }
  }
  for (const name of ['hash', 'auto'] as const) {
    const value = options[name] ?? true;
    if (typeof value !== 'boolean') return `\`${name}\` is '${value}'; choose true or false, or leave it out.`;
  }
  return undefined;
}

/** What a page's Content-Security-Policy stops of the tracker, told from the header alone. */

export interface CspFinding {
  /** `stops`: add the source; `note`: worth a look. */
  state: 'stops' | 'note';
  directive: string;
  text: string;
}

interface Wanted {
  /** The first of these that a policy has decides. */
  directives: readonly string[];
  addresses: readonly URL[];
  what: string;
}

/** `base` is where the tracker and its beacons live, as `https://stats.example`; `script` the script's address. */
export function checkCsp(pasted: string, base: string, script: string): CspFinding[] {
  const named = script.replace(/\/t\.js$|\.js$/, '');
  const at = (path: string) => new URL(named + path);
  const wanted: Wanted[] = [
    {
      directives: ['script-src-elem', 'script-src', 'default-src'],
      addresses: [new URL(script), at('/v/0.0.0/x.js')],
      what: 'the tracker’s files',
    },
    {
      directives: ['connect-src', 'default-src'],
      addresses: [at('/i'), at('/i/config')],
      what: 'its settings and beacons',
    },
  ];
  const origin = new URL(base).origin;
  const findings = policiesOf(pasted).flatMap((policy) => [
    ...wanted.flatMap((one) => checkOne(policy, one, origin)),
    ...others(policy),
  ]);
  return findings.filter(
    ({ text, directive }, index) =>
      findings.findIndex((one) => one.text === text && one.directive === directive) === index,
  );
}

/** Whether a text has a directive at all. */
export const isPolicy = (pasted: string): boolean => policiesOf(pasted).some(({ size }) => size > 0);

type Policy = Map<string, string[]>;

/** Where something else begins: a line with this header, whatever stands before it, or with another one, which no scheme of a source is. */
const headerLine =
  /^(?=.*content-security-policy|(?!(?:https?|wss?|data|blob|filesystem|mediastream):)[a-z][\w-]*:\s)/im;
const headerName = /^.*?content-security-policy(?:-report-only)?["']?\s*[:=]?\s*/i;

/** The policies of metas, else those between commas; what a server's answer or its configuration puts around them may be pasted along. */
function policiesOf(pasted: string): Policy[] {
  const metas = [...pasted.matchAll(/<meta[^>]*content=(?:"([^"]*)"|'([^']*)')[^>]*>/gi)].map(
    ([, double, single]) => double ?? single ?? '',
  );
  const lines = pasted.split(headerLine).map((text) => unquoted(text.replace(headerName, '').trim()));
  const texts = metas.length > 0 ? metas : lines.flatMap((text) => text.split(','));
  return texts.map(parsePolicy).filter(({ size }) => size > 0);
}

/** A policy has no double quotes of its own. */
const unquoted = (text: string): string => /^"([^"]*)/.exec(text)?.[1] ?? text;

function parsePolicy(text: string): Policy {
  const policy: Policy = new Map();
  for (const part of text.split(';')) {
    const [name = '', ...values] = part.trim().split(/\s+/);
    const directive = name.toLowerCase();
    // The first of a name counts.
    if (/^[a-z][a-z-]*$/.test(directive) && !policy.has(directive)) policy.set(directive, values);
  }
  return policy;
}

function checkOne(policy: Policy, { directives, addresses, what }: Wanted, origin: string): CspFinding[] {
  const directive = directives.find((name) => policy.has(name));
  if (!directive) return [];
  const sources = policy.get(directive) ?? [];
  const isScript = directives.includes('script-src');
  const nonce = isScript && sources.some((source) => /^'nonce-/i.test(source));
  const strict = isScript && sources.some((source) => /^'strict-dynamic'$/i.test(source));
  if (!strict && addresses.every((address) => sources.some((source) => allows(source, address)))) return [];
  const to =
    directive === 'default-src' ? (directives.find((name) => name !== 'script-src-elem') ?? directive) : directive;
  if (nonce) {
    return [
      {
        state: 'note',
        directive,
        text: `Allows scripts by nonce${strict ? " alone, since 'strict-dynamic' passes over hosts" : ''}: the snippet needs nonce="…" with the nonce of the page.`,
      },
    ];
  }
  const text = strict
    ? `Stops ${what}, since 'strict-dynamic' passes over hosts: add a nonce to ${to} and to the snippet.`
    : `Stops ${what}: add ${origin} to ${to}.`;
  return [{ state: 'stops', directive: to, text }];
}

function others(policy: Policy): CspFinding[] {
  const findings: CspFinding[] = [];
  const sandbox = policy.get('sandbox');
  if (sandbox && !sandbox.includes('allow-scripts')) {
    findings.push({ state: 'stops', directive: 'sandbox', text: 'Runs no script at all: add allow-scripts.' });
  }
  if (policy.has('require-trusted-types-for')) {
    findings.push({
      state: 'note',
      directive: 'require-trusted-types-for',
      text: 'The page needs a default policy of Trusted Types whose createScriptURL lets addresses of this server pass.',
    });
  }
  return findings;
}

/** Whether a source expression allows an address; 'self' is the page, which is another origin than ours. */
function allows(source: string, address: URL): boolean {
  if (source === '*') return /^(https?|wss?):$/.test(address.protocol);
  const scheme = /^([a-z][a-z0-9+.-]*):$/i.exec(source)?.[1];
  if (scheme) return sameScheme(scheme, address);
  const match = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\*|(?:\*\.)?[\w.-]+)(?::(\d+|\*))?(\/.*)?$/i.exec(source);
  if (!match || source.startsWith("'")) return false;
  const [, protocol, host = '', port, path] = match;
  if (protocol && !sameScheme(protocol, address)) return false;
  const name = host.toLowerCase();
  const hostFits =
    name === '*' || (name.startsWith('*.') ? address.hostname.endsWith(name.slice(1)) : address.hostname === name);
  const portFits = port === '*' || (port ? port === portOf(address) : address.port === '');
  const pathFits =
    !path || path === '/' || (path.endsWith('/') ? address.pathname.startsWith(path) : address.pathname === path);
  return hostFits && portFits && pathFits;
}

const portOf = ({ port, protocol }: URL): string => port || (protocol === 'https:' ? '443' : '80');
/** `http:` allows https too. */
const sameScheme = (scheme: string, { protocol }: URL): boolean =>
  `${scheme.toLowerCase()}:` === protocol || (scheme.toLowerCase() === 'http' && protocol === 'https:');

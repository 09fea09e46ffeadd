/**
 * The server's scrub, a second time after the browser's: whatever reaches blocks, archive and tables
 * went through it (scrub-rrweb.ts and recorded-line.ts have what recordings need). Here are texts and analytics: query
 * values that look like tokens and user names and passwords in addresses go, and of where pages are and what went
 * wrong on them also e-mail addresses and whatever looks like a token. What is taken out becomes `scrubbed`.
 * Texts are as long as a body may be, so that no pattern may begin anew within what it has looked through.
 */
import type { AnalyticsEvent, FilesEvent, PageviewEvent, Properties } from '#contracts/beacon.ts';
import { boundedMemo } from './bounded-memo.ts';
import { scrubJson } from './scrub-json.ts';
import { isSecretNamed, secretEnding } from './secret-name.ts';

export const scrubbed = '*****';

/** Names in addresses that are a secret only where the value looks drawn: `code=4f9a01…`, but not `state=NY`. */
const doubtfulName = /^(?:auth|code|key|state|nonce|hash|session|ticket)$/i;
const drawn = /^(?=.*\d)[\w.~+/=%-]{6,}$|^[\w.~+/=%-]{16,}$/;
const jwt = /(?<![\w-])eyJ[\w-]{8,9999}\.[\w-]{4,9999}\.[\w-]*/g;
/** Before a host, in JSON with escaped slashes too. Without a scheme it ends where code or prose goes on. */
const credentials = /(:[\\/]{2})[^\s\\/?#]*@|((?<!:)[\\/]{2})[^\s\\/?#"'<>(){},;]*@/g;
const parameter = /([?&#;])([^=&#;\s?]{1,100})=([^&#;\s"'<>)]*)/g;
const bearer = /\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi;

/** Also as addresses write it. `logo@2x.png` and `package@1.22.3` are none. */
const email = /(?<![\w.+%-])[\w.+%-]+(?:@|%(?:25)*40)(?!\d+(?:x\.|\.\d))(?:[\w-]+\.)+[a-z]{2,}/gi;
const atSign = /@|%(?:25)*40/;
/**
 * Drawn, not written: 20 characters and more with both cases, or 25 without, in which a digit stands beside a letter,
 * as in no `top-10-things`. A UUID or an id of 24 hex digits is a page's name; and a file is asked for by its name.
 */
const token =
  /(?<![\w-])(?![\w-]*\.(?:m?js|css|html?)\b)(?=[\w-]*(?:\d[A-Za-z]|[A-Za-z]\d))(?:(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{20,}|[\da-z]{25,}|[\dA-Z]{25,})/g;
const run = /[A-Za-z\d]{20,}/g;
/** Where a run goes from one kind of character to another, but for a word with a capital. */
const turn = /\d(?=[A-Za-z])|[A-Za-z](?=\d)|[a-z](?=[A-Z])/g;

/** What {@link bearer}, and what looks drawn, cannot do without, and most texts have not. */
const blank = /\s/;
const digitBesideLetter = /\d[A-Za-z]|[A-Za-z]\d/;

/** Long and without the look of words: 24 characters and more of hex, or of base64url with digits and both cases. */
function looksLikeToken(value: string): boolean {
  if (value.length < 24 || !/^[\w.~+/=%-]+$/.test(value)) return false;
  if (/^[0-9a-f-]+$/i.test(value)) return /\d/.test(value) && value.replaceAll('-', '').length >= 24;
  return /\d/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value);
}

/** Text with every address and all JSON in it scrubbed. */
export function scrubText(text: string): string {
  let clean = text;
  if (clean.includes('@')) clean = clean.replace(credentials, `$1$2${scrubbed}@`);
  if (clean.includes('=')) {
    clean = clean.replace(parameter, (whole, mark: string, name: string, value: string) =>
      isSecret(decoded(name), value) ? `${mark}${name}=${scrubbed}` : whole,
    );
  }
  if (clean.includes('"')) clean = scrubJson(clean, scrubbed);
  if (clean.includes('eyJ')) clean = clean.replace(jwt, scrubbed);
  return blank.test(clean) ? clean.replace(bearer, `$1 ${scrubbed}`) : clean;
}

/** An address, or text that may be somebody's, also without e-mail addresses. */
export function scrubAddress(text: string): string {
  const clean = scrubText(text);
  return atSign.test(clean) ? clean.replace(email, scrubbed) : clean;
}

/** Text of addresses and errors, in which e-mail addresses and tokens may stand anywhere. */
export function scrubWhole(text: string): string {
  const clean = scrubAddress(text);
  return clean.length >= 20 && digitBesideLetter.test(clean) ? clean.replace(token, scrubbed) : clean;
}

/** What people call things, such as campaigns: `Checkout_Step2_Done` and `BlackFriday2026SaleHomepage` are no tokens. */
function scrubName(text: string): string {
  const clean = scrubAddress(text);
  if (clean.length < 20 || !digitBesideLetter.test(clean)) return clean;
  return clean.replace(run, (one) => (4 * (one.match(turn)?.length ?? 0) >= one.length ? scrubbed : one));
}

function isSecret(name: string, value: string): boolean {
  if (value === '') return false;
  return isSecretNamed(name, value) || (doubtfulName.test(name) && drawn.test(value)) || looksLikeToken(value);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Properties have the same names again and again. Names in texts are not remembered: the whole text would stay with each. */
const propertyEnding = /* @__PURE__ */ boundedMemo(1_000, secretEnding);

function scrubProperties(properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => {
      if (isSecretNamed(name, value, propertyEnding)) return [name, scrubbed];
      return [name, typeof value === 'string' ? scrubText(value) : value];
    }),
  );
}

type Utm = NonNullable<PageviewEvent['utm']>;
const scrubUtm = (utm: Utm): Utm =>
  Object.fromEntries(Object.entries(utm).map(([name, value]) => [name, value && scrubName(value)]));

/** Fields in which, as in `path`, nothing of a person is wanted: where a page is, what it is called, and what went wrong on it. */
const impersonal = new Set(['referrer', 'title', 'message', 'stack', 'source', 'text', 'url', 'label']);

/** An analytics event without secrets. `path`: where it was, scrubbed, which the events of a beacon share. */
export function scrubAnalytics<Event extends AnalyticsEvent>(event: Event, path = scrubWhole(event.path)): Event {
  const clean: Record<string, unknown> = { ...event, path };
  for (const name of Object.keys(clean)) {
    const value = clean[name];
    if (typeof value === 'string') clean[name] = scrubField(name, value);
    else if (name === 'files') clean[name] = scrubFiles(value as FilesEvent['files']);
    else if (name === 'utm') clean[name] = scrubUtm(value as Utm);
    else if (name === 'properties' || name === 'traits') clean[name] = scrubProperties(value as Properties);
  }
  return clean as Event;
}

function scrubField(name: string, value: string): string {
  if (name === 'path' || name === 'kind') return value;
  // Who somebody is may be an e-mail address, if the page says so.
  if (name === 'id') return scrubText(value);
  return impersonal.has(name) ? scrubWhole(value) : scrubName(value);
}

/** Like the addresses in the page, by which the files are found again. */
const scrubFiles = (files: FilesEvent['files']): FilesEvent['files'] =>
  files.map(([address, hash]) => [scrubAddress(address), hash]);

/**
 * The server's scrub, a second time after the browser's: whatever reaches blocks, archive and tables
 * went through it. It takes out values of password and hidden inputs, query values that look like
 * tokens, user names and passwords in addresses, and of where pages are and what went wrong on them
 * also e-mail addresses and whatever looks like a token. What it takes out becomes `scrubbed`.
 */
import type { AnalyticsEvent, FilesEvent, Properties, RrwebEvent } from '#contracts/beacon.ts';

export const scrubbed = '*****';

/** Names whose value is a secret, whatever it looks like. */
const secretName =
  /^(?:.*[_.-])?(?:access|refresh|id|auth|csrf|xsrf|api|reset|login|session|bearer|magic)?[_.-]?(?:token|secret|password|passwd|passphrase|pwd|jwt|apikey|credentials?|signature|sig|otp|cvv|cvc)$|^(?:pass|pin|authorization|api[_-]?key|access[_-]?key|session[_-]?id|sid|sessid|phpsessid|x-amz-.*|ssn|iban|card[_-]?number)$/i;
/** Names in addresses that are a secret only where the value looks drawn: `code=4f9a01…`, but not `state=NY`. */
const doubtfulName = /^(?:auth|code|key|state|nonce|hash|session|ticket)$/i;
const drawn = /^(?=.*\d)[\w.~+/=%-]{6,}$|^[\w.~+/=%-]{16,}$/;
const jwt = /\beyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*/g;
const credentials = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]*@/gi;
const parameter = /([?&#;])([^=&#;\s?]{1,100})=([^&#;\s"'<>)]*)/g;
const bearer = /\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi;

const email = /[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}/gi;
/**
 * Drawn, not written: 20 characters and more with both cases, or 25 without, in which a digit stands beside a letter,
 * as in no `top-10-things`. A UUID or an id of 24 hex digits is a page's name; and a file is asked for by its name.
 */
const token =
  /(?<![\w-])(?=[\w-]*(?:\d[A-Za-z]|[A-Za-z]\d))(?:(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{20,}|[\da-z]{25,}|[\dA-Z]{25,})(?![\w-]*\.(?:m?js|css|html?)\b)/g;

/** What {@link bearer} and {@link token} cannot do without, and most texts have not. */
const blank = /\s/;
const digitBesideLetter = /\d[A-Za-z]|[A-Za-z]\d/;

/** Long and without the look of words: 24 characters and more of hex, or of base64url with digits and both cases. */
function looksLikeToken(value: string): boolean {
  if (value.length < 24 || !/^[\w.~+/=%-]+$/.test(value)) return false;
  if (/^[0-9a-f-]+$/i.test(value)) return /\d/.test(value) && value.replaceAll('-', '').length >= 24;
  return /\d/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value);
}

/** Text with every address in it scrubbed. */
export function scrubText(text: string): string {
  let clean = text;
  if (clean.includes('@')) clean = clean.replace(credentials, `$1${scrubbed}@`);
  if (clean.includes('=')) {
    clean = clean.replace(parameter, (whole, mark: string, name: string, value: string) =>
      isSecret(decoded(name), value) ? `${mark}${name}=${scrubbed}` : whole,
    );
  }
  if (clean.includes('eyJ')) clean = clean.replace(jwt, scrubbed);
  return blank.test(clean) ? clean.replace(bearer, `$1 ${scrubbed}`) : clean;
}

/** Text of addresses and errors, in which e-mail addresses and tokens may stand anywhere. */
export function scrubWhole(text: string): string {
  const clean = scrubText(text);
  const named = clean.includes('@') ? clean.replace(email, scrubbed) : clean;
  return named.length >= 20 && digitBesideLetter.test(named) ? named.replace(token, scrubbed) : named;
}

function isSecret(name: string, value: string): boolean {
  if (value === '') return false;
  return secretName.test(name) || (doubtfulName.test(name) && drawn.test(value)) || looksLikeToken(value);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function scrubProperties(properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => {
      if (typeof value !== 'string') return [name, value];
      return [name, secretName.test(name) && value !== '' ? scrubbed : scrubText(value)];
    }),
  );
}

/** Fields of analytics events whose text is ours or the page's structure, not what a person wrote or a server said. */
const structural = new Set(['kind', 'selector', 'method', 'level', 'language', 'timeZone', 'clickId']);

/** Fields in which, as in `path`, nothing of a person is wanted: where a page is, what it is called, and what went wrong on it. */
const impersonal = new Set(['referrer', 'title', 'message', 'stack', 'source', 'text', 'url', 'label']);

/** An analytics event without secrets. `path`: where it was, scrubbed, which the events of a beacon share. */
export function scrubAnalytics<Event extends AnalyticsEvent>(event: Event, path = scrubWhole(event.path)): Event {
  const clean: Record<string, unknown> = { ...event, path };
  for (const name of Object.keys(clean)) {
    const value = clean[name];
    if (typeof value === 'string') clean[name] = scrubField(name, value);
    else if (name === 'files') clean[name] = scrubFiles(value as FilesEvent['files']);
    else if (name === 'properties' || name === 'traits' || name === 'utm') {
      clean[name] = scrubProperties(value as Properties);
    }
  }
  return clean as Event;
}

function scrubField(name: string, value: string): string {
  if (name === 'path' || structural.has(name)) return value;
  return impersonal.has(name) ? scrubWhole(value) : scrubText(value);
}

/** Like the addresses in the page, by which the files are found again. */
const scrubFiles = (files: FilesEvent['files']): FilesEvent['files'] =>
  files.map(([address, hash]) => [scrubText(address), hash]);

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Attributes that hold an address. */
const addressAttributes = new Set([
  'href',
  'src',
  'action',
  'formaction',
  'poster',
  'data',
  'cite',
  'srcset',
  'ping',
  'background',
  'xlink:href',
  'content',
  'rr_src',
  'title',
  'alt',
]);
const secretInput = /^(password|hidden)$/i;

/** Scrubs an event of the recorder in place and gives it back. */
export function scrubRrweb(event: RrwebEvent): RrwebEvent {
  const { data } = event;
  if (!isObject(data)) return event;
  if (typeof data.href === 'string') data.href = scrubText(data.href);
  if (isObject(data.node)) scrubNode(data.node);
  for (const added of list(data.adds)) if (isObject(added) && isObject(added.node)) scrubNode(added.node);
  for (const change of list(data.attributes)) {
    if (isObject(change) && isObject(change.attributes)) scrubAttributes(change.attributes);
  }
  if (isObject(data.payload)) scrubDeep(data.payload);
  return event;
}

/** Without recursion: documents are nested deeper than the stack of a function with little memory may be. */
function scrubNode(root: Json): void {
  const open: Json[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (isObject(node.attributes)) scrubAttributes(node.attributes);
    for (const child of list(node.childNodes)) if (isObject(child)) open.push(child);
  }
}

/** Scrubs the attributes of an element in place. */
export function scrubAttributes(attributes: Record<string, unknown>): void {
  if (
    typeof attributes.type === 'string' &&
    secretInput.test(attributes.type) &&
    typeof attributes.value === 'string'
  ) {
    attributes.value = '*'.repeat(attributes.value.length > 0 ? 5 : 0);
  }
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value !== 'string') continue;
    if (addressAttributes.has(name) || name.startsWith('data-')) attributes[name] = scrubText(value);
  }
}

/** Payloads of custom and plugin events: console lines and requests. */
function scrubDeep(root: Json): void {
  const open: Json[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const [name, value] of Object.entries(node)) {
      if (typeof value === 'string') node[name] = secretName.test(name) && value !== '' ? scrubbed : scrubText(value);
      else if (typeof value === 'object' && value !== null) open.push(value as Json);
    }
  }
}

import { scrubAddress, scrubbed } from './scrub.ts';
import { scrubCss } from './scrub-css.ts';

/** Attributes of an element, as a recorder tells them. */
type RecordedAttributes = Record<string, unknown>;

const secretType = /^(?:password|hidden)$/i;
const secretAutocomplete = /password|(?:^|\s)(?:cc-|one-time-code)/i;
/** Names by which a page finds its elements, and shapes. */
const plain = new Set(['class', 'id', 'for', 'name', 'type', 'd', 'points']);

const isSecretField = ({ type, autocomplete, ...more }: RecordedAttributes): boolean =>
  (typeof type === 'string' && secretType.test(type)) ||
  (typeof autocomplete === 'string' && secretAutocomplete.test(autocomplete)) ||
  // What rrweb notes of a field that was one before it showed its password.
  'data-rr-is-password' in more;

/**
 * The fields of a page that hold what nobody may keep: passwords, hidden values, cards, one-time codes. It knows what
 * one body tells, by the recorder's ids; a field that was one once stays one.
 */
export class SecretFields {
  private readonly ids = new Set<unknown>();
  /** Of a recording that counts nodes instead of naming them: how many its open snapshot has so far. */
  private nodes: number | undefined;

  /** A snapshot begins, whose document is node 1. */
  beginSnapshot(): void {
    this.ids.clear();
    this.nodes = 1;
  }

  /** The id of the next node, or undefined where its snapshot began in an earlier body. */
  nextNode(): number | undefined {
    if (this.nodes !== undefined) this.nodes += 1;
    return this.nodes;
  }

  /** What was typed into a field, or what it was made to hold. */
  scrubTyped(id: unknown, text: unknown): unknown {
    return this.ids.has(id) ? hidden(text) : text;
  }

  /** Scrubs the attributes of an element in place. `id`: undefined where it is not known. */
  scrubAttributes(id: unknown, attributes: RecordedAttributes): void {
    const secret = isSecretField(attributes);
    if (secret && id !== undefined) this.ids.add(id);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === 'value') attributes.value = secret ? hidden(value) : this.scrubTyped(id, value);
      else if (name === 'style' || name === '_cssText') attributes[name] = scrubStyle(value);
      else if (typeof value === 'string' && !plain.has(name)) attributes[name] = scrubAddress(value);
    }
  }
}

const hidden = (value: unknown): unknown => (value === '' || value === null || value === undefined ? value : scrubbed);

/** Text, or what rrweb tells of declarations that changed: by property a value, a value with its priority, or false. */
function scrubStyle(style: unknown): unknown {
  if (typeof style === 'string') return scrubCss(style);
  if (Array.isArray(style)) return style.map(scrubStyle);
  if (typeof style !== 'object' || style === null) return style;
  return Object.fromEntries(Object.entries(style).map(([property, value]) => [property, scrubStyle(value)]));
}

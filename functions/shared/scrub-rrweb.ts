/** The server's scrub for events of `@rrweb/record`. */
import type { RrwebEvent } from '#contracts/beacon.ts';
import { scrubbed, scrubWhole } from './scrub.ts';
import { scrubCss } from './scrub-css.ts';
import { SecretFields } from './secret-fields.ts';
import { isSecretNamed } from './secret-name.ts';

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const objects = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** Source of an incremental event that tells what a field holds. */
const inputSource = 5;

/** Scrubs an event in place and gives it back. `fields`: what the events of its body before it told. */
export function scrubRrweb(event: RrwebEvent, fields = new SecretFields()): RrwebEvent {
  const { data } = event;
  if (!isObject(data)) return event;
  if (typeof data.href === 'string') data.href = scrubWhole(data.href);
  if (isObject(data.node)) scrubNode(data.node, fields);
  for (const added of objects(data.adds)) {
    if (isObject(added.node)) scrubNode(added.node, fields);
    scrubRule(added, 'rule');
  }
  for (const { id, attributes } of objects(data.attributes)) {
    if (isObject(attributes)) fields.scrubAttributes(id, attributes);
  }
  for (const changed of objects(data.texts)) scrubRule(changed, 'value');
  for (const { rules } of objects(data.styles)) for (const rule of objects(rules)) scrubRule(rule, 'rule');
  for (const name of ['replace', 'replaceSync', 'fontSource']) scrubRule(data, name);
  if (isObject(data.set)) scrubRule(data.set, 'value');
  if (data.source === inputSource) data.text = fields.scrubTyped(data.id, data.text);
  if ('payload' in data) scrubDeep(data);
  return event;
}

/** Rules of CSS, or the text of a node, which may stand in a style element. */
function scrubRule(holder: Json, name: string): void {
  const rule = holder[name];
  if (typeof rule === 'string') holder[name] = scrubCss(rule);
}

/** Without recursion: documents are nested deeper than the stack of a function with little memory may be. */
function scrubNode(root: Json, fields: SecretFields): void {
  const open: Json[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (isObject(node.attributes)) fields.scrubAttributes(node.id, node.attributes);
    scrubRule(node, 'textContent');
    // One by one: an element may have more children than a call takes arguments.
    for (const child of objects(node.childNodes)) open.push(child);
  }
}

/** Custom and plugin events: console lines and requests. */
function scrubDeep(root: Json): void {
  const open: Json[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const [name, value] of Object.entries(node)) {
      if (isSecretNamed(name, value)) node[name] = scrubbed;
      else if (typeof value === 'string') node[name] = scrubWhole(value);
      else if (typeof value === 'object' && value !== null) open.push(value as Json);
    }
  }
}

import { json } from './natives.ts';

/** Names of what nobody may keep. */
const secret = /passw|pwd|secret|token|(api|private).?key|auth(ori|$)|cv[cv]$|ssn|iban|jwt/i;

/** As for JSON.stringify. */
const hidden = <Value>(name: string, value: Value): Value | string =>
  secret.test(name) && `${value}` === value ? '*' : value;

/** What a page hands over as properties or traits, made into up to 50 scalars that the beacon accepts. */
export function scalars(given: unknown): Record<string, unknown> | undefined {
  if (!given) return;
  return Object.fromEntries(
    Object.entries(given)
      .slice(0, 50)
      .map(([name, value]) => {
        const flat = value && typeof value === 'object' ? json(value, hidden) : hidden(name, value);
        return [name.slice(0, 120) || '_', (flat as Partial<string> | undefined)?.slice?.(0, 2048) ?? flat];
      }),
  );
}

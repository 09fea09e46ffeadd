/** Lines of the format `afterglow-1`, as far as they are anybody's business before they are played. */
import { beaconLimits } from '#contracts/beacon.ts';
import { type RecordingLine, recordingOp } from '#contracts/recording-format.ts';
import { scrubWhole } from './scrub.ts';
import { scrubCss } from './scrub-css.ts';
import { SecretFields } from './secret-fields.ts';

/** What is wrong with a value as a recorded line, or undefined. */
export function faultOfRecordedLine(value: readonly unknown[]): string | undefined {
  const [op, at] = value;
  if (typeof op !== 'number' || !Number.isInteger(op) || op < 0 || op > 255) {
    return 'a recorded line begins with a whole number, 0 to 255';
  }
  if (typeof at !== 'number' || !(at >= 0 && at <= 8.64e15)) {
    return 'the second element of a recorded line is its time, in ms since the epoch';
  }
  return isDeeper(value, beaconLimits.recordedDepth)
    ? `a recorded line is nested no deeper than ${beaconLimits.recordedDepth} levels`
    : undefined;
}

/** Recursion ends at the limit. */
function isDeeper(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (limit === 0) return true;
  const list: unknown[] = Array.isArray(value) ? value : Object.values(value);
  for (let index = 0; index < list.length; index += 1) if (isDeeper(list[index], limit - 1)) return true;
  return false;
}

/**
 * Scrubs a line in place and gives it back: what the browser should have masked, and addresses wherever they stand.
 * `fields`: what the lines of its body before it told.
 */
export function scrubRecordedLine(line: RecordingLine, fields = new SecretFields()): RecordingLine {
  const scrubAt = (index: number, scrub: (text: string) => string) => {
    const text = line[index];
    if (typeof text === 'string') line[index] = scrub(text);
  };
  switch (line[0]) {
    case recordingOp.snapshot:
      fields.beginSnapshot();
      scrubAt(3, scrubWhole);
      break;
    case recordingOp.nodes:
      scrubTokens(line, 2, fields);
      break;
    case recordingOp.mutation:
      for (const group of line.slice(5)) if (Array.isArray(group)) scrubTokens(group, 3, fields);
      scrubRules(line[3], 0);
      for (const changed of listOf(line[4])) if (Array.isArray(changed)) scrubPairs(changed, changed[0], fields);
      break;
    case recordingOp.css:
      scrubAt(4, scrubCss);
      break;
    case recordingOp.rules:
      scrubRules(line[3], 0);
      break;
    case recordingOp.sheet:
      scrubRules(line, 3);
      break;
    case recordingOp.declaration:
      scrubAt(5, scrubCss);
      break;
    case recordingOp.input:
      if (line.length > 3) line[3] = fields.scrubTyped(line[2], line[3]);
      break;
    case recordingOp.font:
      if (!line[4]) scrubAt(3, scrubCss);
      break;
  }
  return line;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Rules of CSS among indexes and ids, and texts of nodes, which may stand in a style element. */
function scrubRules(list: unknown, from: number): void {
  const rules = listOf(list);
  for (let at = from; at < rules.length; at += 1) {
    const rule = rules[at];
    if (typeof rule === 'string') rules[at] = scrubCss(rule);
  }
}

function scrubTokens(tokens: unknown[], from: number, fields: SecretFields): void {
  for (let at = from; at < tokens.length; at += 1) {
    const token = tokens[at];
    // A number closes what is open; all else is a node.
    const id = typeof token === 'number' ? undefined : fields.nextNode();
    if (typeof token === 'string') tokens[at] = scrubCss(token);
    else if (Array.isArray(token) && token.length > 1) scrubPairs(token, id, fields);
  }
}

/** Names and values that follow a tag or an id. */
function scrubPairs(row: unknown[], id: unknown, fields: SecretFields): void {
  const attributes: Record<string, unknown> = Object.create(null);
  for (let at = 1; at < row.length; at += 2) attributes[String(row[at])] = row[at + 1];
  fields.scrubAttributes(id, attributes);
  for (let at = 1; at + 1 < row.length; at += 2) row[at + 1] = attributes[String(row[at])];
}

/** Lines of the format `afterglow-1`, as far as they are anybody's business before they are played. */
import { beaconLimits } from '#contracts/beacon.ts';
import { type RecordingLine, recordingOp } from '#contracts/recording-format.ts';
import { scrubAttributes, scrubText } from './scrub.ts';

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
  return limit === 0 || Object.values(value).some((inner) => isDeeper(inner, limit - 1));
}

/** Scrubs a line in place and gives it back: what the browser should have masked, and addresses wherever they stand. */
export function scrubRecordedLine(line: RecordingLine): RecordingLine {
  switch (line[0]) {
    case recordingOp.snapshot:
      if (typeof line[3] === 'string') line[3] = scrubText(line[3]);
      break;
    case recordingOp.nodes:
      scrubTokens(line, 2);
      break;
    case recordingOp.mutation:
      for (const changed of listOf(line[4])) if (Array.isArray(changed)) scrubPairs(changed);
      for (const group of line.slice(5)) if (Array.isArray(group)) scrubTokens(group, 3);
      break;
    case recordingOp.font:
      if (typeof line[3] === 'string' && !line[4]) line[3] = scrubText(line[3]);
      break;
  }
  return line;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function scrubTokens(tokens: unknown[], from: number): void {
  for (let at = from; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (Array.isArray(token) && token.length > 1) scrubPairs(token);
  }
}

/** Names and values that follow a tag or an id. */
function scrubPairs(row: unknown[]): void {
  const attributes: Record<string, unknown> = Object.create(null);
  for (let at = 1; at < row.length; at += 2) attributes[String(row[at])] = row[at + 1];
  scrubAttributes(attributes);
  for (let at = 1; at + 1 < row.length; at += 2) row[at + 1] = attributes[String(row[at])];
}

/** Positions in the stream as text: what `w` of a stored item holds, compared as text. */

const epochDigits = 13;
const sequenceDigits = 60;

/**
 * Position of a record: the stream's creation time in ms (a stream made anew begins at small numbers
 * again), then the sequence number. Sequence numbers have up to 56 digits on AWS and fewer on emulators.
 */
export function epochPosition(streamEpoch: number, sequenceNumber: string): string {
  if (!Number.isSafeInteger(streamEpoch) || streamEpoch < 0 || String(streamEpoch).length > epochDigits) {
    throw new RangeError(`a stream's epoch is its creation time in ms, not ${streamEpoch}`);
  }
  if (!/^\d+$/.test(sequenceNumber)) throw new RangeError(`${sequenceNumber} is no sequence number`);
  const digits = sequenceNumber.replace(/^0+(?=\d)/, '');
  if (digits.length > sequenceDigits) throw new RangeError(`${sequenceNumber} has more than ${sequenceDigits} digits`);
  return String(streamEpoch).padStart(epochDigits, '0') + digits.padStart(sequenceDigits, '0');
}

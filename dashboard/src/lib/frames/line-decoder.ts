import type { eventWithTime } from '@rrweb/types';
import { createDocumentDecoder, type DocumentDecoder } from '#contracts/document-decoder.ts';
import type { KeptText } from '#contracts/kept-sheets.ts';
import type { DecodedPart, DecodeOptions } from './frame-messages.ts';

interface Progress {
  decoder: DocumentDecoder;
  done: string[];
}

/** Keeps the lines of opened frames, and decodes them document by document, no frame twice unless an earlier one turns up. */
export class LineDecoder {
  readonly #lines = new Map<string, readonly unknown[]>();
  readonly #progress = new Map<string, Progress>();
  readonly #keptText: KeptText;

  /** `keptText` has the stylesheets that lines name by the time they are decoded. */
  constructor(keptText: KeptText = () => undefined) {
    this.#keptText = keptText;
  }

  keep(label: string, lines: readonly unknown[]): void {
    this.#lines.set(label, lines);
  }

  /** The events of the frames that have lines, but for those that an earlier call gave and nothing has changed for. */
  decode(labels: readonly string[], { ended, sparse = false }: DecodeOptions): DecodedPart[] {
    const document = labels[0]?.split('/').slice(0, -1).join('/') ?? '';
    const { decoder, done } = this.#from(document, labels, ended);
    const parts: DecodedPart[] = [];
    for (const label of labels.slice(done.length)) {
      const lines = this.#lines.get(label);
      const { events, damage } = decoder.next(sparse ? done.length : seqOf(label), lines ?? []);
      done.push(label);
      // The decoder gives what rrweb's own recorder would have.
      if (lines) parts.push({ label, events: events as eventWithTime[], ...(damage !== undefined && { damage }) });
    }
    if (ended) {
      const rest = decoder.end() as eventWithTime[];
      parts.at(-1)?.events.push(...rest);
      this.#progress.delete(document);
    } else this.#progress.set(document, { decoder, done });
    return parts;
  }

  #from(document: string, labels: readonly string[], ended: boolean): Progress {
    const known = this.#progress.get(document);
    const goesOn = known?.done.every((label, index) => label === labels[index]);
    // What is left at the end needs a frame to be given with.
    const isDone = ended && known?.done.length === labels.length;
    return known && goesOn && !isDone ? known : { decoder: createDocumentDecoder(this.#keptText), done: [] };
  }
}

const seqOf = (label: string): number => Number(label.split('/').at(-1));

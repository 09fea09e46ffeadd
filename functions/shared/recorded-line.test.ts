import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordingLine } from '#contracts/recording-format.ts';
import { faultOfRecordedLine, scrubRecordedLine } from './recorded-line.ts';

describe('scrubRecordedLine', () => {
  const scrub = (...line: RecordingLine) => scrubRecordedLine(line);

  it('scrubs the address of a snapshot', () => {
    expect(scrub(0, 5, 0, 'https://ada:pw@shop.example/?token=t1&page=2', 800, 600)).toEqual([
      0,
      5,
      0,
      'https://*****@shop.example/?token=*****&page=2',
      800,
      600,
    ]);
  });

  it('scrubs fields and addresses of elements, in snapshots and in mutations, and leaves their text', () => {
    const tokens = [
      ['input', 'type', 'password', 'value', 'hunter2', 'class', 'x'],
      'https://shop.example/?token=text',
      ['input', 'value', 'csrf-1', 'type', 'HIDDEN'],
      ['a', 'href', '/next?access_token=t2', 'title', 'see ?pin=1234'],
      2,
      ['input', 'type', 'text', 'value', 'shoes', 'checked', true],
    ];
    const clean = [
      ['input', 'type', 'password', 'value', '*****', 'class', 'x'],
      'https://shop.example/?token=text',
      ['input', 'value', '*****', 'type', 'HIDDEN'],
      ['a', 'href', '/next?access_token=*****', 'title', 'see ?pin=*****'],
      2,
      ['input', 'type', 'text', 'value', 'shoes', 'checked', true],
    ];

    expect(scrub(1, 5, ...structuredClone(tokens))).toEqual([1, 5, ...clean]);
    expect(
      scrub(3, 5, [], [], [[7, 'href', '/?sid=t3', 'class', null]], [1, 0, 0, ...structuredClone(tokens)]),
    ).toEqual([3, 5, [], [], [[7, 'href', '/?sid=*****', 'class', null]], [1, 0, 0, ...clean]]);
  });

  it('scrubs where a font is, and leaves one that came as bytes', () => {
    expect(scrub(16, 5, 'Inter', 'url(/inter.woff2?token=t4)', 0, {})[3]).toBe('url(/inter.woff2?token=*****)');
    expect(scrub(16, 5, 'Inter', '[1,2]', 1, {})[3]).toBe('[1,2]');
  });

  it('never throws, and never makes a line that its reader refuses', () => {
    const line = fc.tuple(
      fc.integer({ min: 0, max: 20 }),
      fc.nat(),
      fc.array(fc.jsonValue({ maxDepth: 4 }), { maxLength: 6 }),
    );

    fc.assert(
      fc.property(line, ([op, at, rest]) => {
        const given = JSON.parse(JSON.stringify([op, at, ...rest])) as RecordingLine;
        const fault = faultOfRecordedLine(given);

        expect(faultOfRecordedLine(scrubRecordedLine(given))).toBe(fault);
      }),
    );
  });
});

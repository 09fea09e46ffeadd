import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDecoder } from '#contracts/recording-decoder.ts';
import type { RecordingLine } from '#contracts/recording-format.ts';
import { faultOfRecordedLine, scrubRecordedLine } from './recorded-line.ts';
import { SecretFields } from './secret-fields.ts';

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

  const scrubBody = (...lines: RecordingLine[]) => {
    const fields = new SecretFields();
    return lines.map((line) => scrubRecordedLine(line, fields));
  };

  it('stars what comes into a secret field of a snapshot, by its place in it, and into no other', () => {
    // Node 1 is the document; each token but a number is the next.
    const clean = scrubBody(
      [0, 5, 40, 'https://shop.example/', 800, 600],
      [1, 5, ['!html', '', ''], ['body'], 'text', ['input', 'type', 'password'], 1, ['input'], 1],
      [1, 5, ['x-card'], ['#shadow'], ['input', 'autocomplete', 'cc-number'], 3],
      [2, 5, 0, 0],
      [13, 6, 5, 'hunter2', 0],
      [13, 6, 6, 'shoes', 0],
      [3, 7, [], [], [[5, 'type', 'text']], [3, 0, 0, ['div'], 'x', ['input', 'type', 'hidden']]],
      [
        3,
        8,
        [],
        [],
        [
          [5, 'value', 'hunter3'],
          [9, 'value', 'hunter4'],
          [12, 'value', 'hunter5'],
          [6, 'value', 'boots'],
        ],
      ],
      [13, 9, 5, '', 0],
    );

    const decoder = createDecoder();
    const events = JSON.stringify(clean.flatMap((line) => decoder.decode(line)));
    const ids = [...events.matchAll(/"id":(\d+),"type":2,"tagName":"input","attributes":\{"(?:type|auto)/g)];
    // As the decoder counts them, which adds the snapshot's base.
    expect(ids.map(([, id]) => Number(id) - 40)).toEqual([5, 9, 12]);
    expect(JSON.stringify(clean)).not.toContain('hunter');
    expect(clean[4]).toEqual([13, 6, 5, '*****', 0]);
    expect(clean[5]).toEqual([13, 6, 6, 'shoes', 0]);
    expect(clean[7]?.[4]).toEqual([
      [5, 'value', '*****'],
      [9, 'value', '*****'],
      [12, 'value', '*****'],
      [6, 'value', 'boots'],
    ]);
    expect(clean[8]).toEqual([13, 9, 5, '', 0]);
  });

  it('begins anew with a snapshot, and knows a field that a mutation names without one', () => {
    const field = ['input', 'type', 'password'];
    const clean = scrubBody(
      [3, 4, [], [], [[9, 'type', 'password']], [1, 0, 0, field]],
      [13, 5, 9, 'hunter2', 0],
      [13, 5, 1, 'socks', 0],
      [0, 6, 0, 'https://shop.example/', 800, 600],
      [1, 6, ['input'], 1, field],
      [13, 7, 9, 'shoes', 0],
      [13, 7, 2, 'boots', 0],
      [13, 7, 3, 'hunter3', 0],
    );

    expect(clean.flatMap((line) => (line[0] === 13 ? [line[3]] : []))).toEqual([
      '*****',
      'socks',
      'shoes',
      'boots',
      '*****',
    ]);
  });

  it('scrubs addresses in styles, told in whatever line', () => {
    const url = 'url(https://ann:pw@a.example/x?token=abc)';
    const clean = scrubBody(
      [1, 5, ['style', 'style', `background:${url}`], `a{background:${url}}`],
      [
        3,
        5,
        [],
        [7, `a{background:${url}}`],
        [[8, 'style', `background:${url}`]],
        [1, 0, 0, ['style'], `a{background:${url}}`],
      ],
      [4, 5, 7, 3, `a{background:${url}}`],
      [5, 5, 7, [0, `a{background:${url}}`, [1, 2], `b{background:${url}}`], []],
      [6, 5, 1, `a{background:${url}}`, `b{background:${url}}`],
      [8, 5, 7, [0], 'background', url],
      [8, 5, 7, [0], 'background', null],
      [16, 5, 'Inter', url, 0, {}],
    );

    expect(JSON.stringify(clean)).not.toMatch(/ann|pw|abc/);
    expect(JSON.stringify(clean).split('url(https://*****@a.example/x?token=*****)')).toHaveLength(13);
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

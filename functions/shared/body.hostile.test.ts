import { describe, expect, it } from 'vitest';
import { readBeacon } from './body.ts';

const id = '0b6fbd3c-8d6e-4f5c-9d7a-0a4a3a1b2c3d';
const header = JSON.stringify({
  v: 1,
  format: 'rrweb',
  visitor: id,
  session: '01990000-0000-7000-8000-000000000000',
  secret: 'abcdefghijklmnopqrstuv',
  tab: id,
  document: id,
  seq: 0,
});
const read = (line: string) => {
  const { events, rrweb } = readBeacon(Buffer.from(`${header}\n${line}`));
  return events[0] ?? rrweb[0];
};
const custom = (properties: string) => read(`{"at":1,"kind":"event","path":"/","name":"a","properties":${properties}}`);

describe('text', () => {
  it.each([
    ['\\ud83d', '\ufffd'],
    ['\\uDE00', '\ufffd'],
    ['\\ud83d\\ude00', '😀'],
    ['\\ud83d\\ud83d\\ude00', '\ufffd😀'],
    ['\\ude00\\ud83d', '\ufffd\ufffd'],
    ['\\ud83d\\n', '\ufffd\n'],
    ['\\ud83d😀', '\ufffd😀'],
    ['\\\\ud83d', '\\ud83d'],
    ['\\\\\\ud83d', '\\\ufffd'],
    ['\\u0041\\ud83d', 'A\ufffd'],
  ])('of %s is whole, as name, value and in a recording', (sent, kept) => {
    expect(custom(`{"${sent}":"${sent}"}`)).toMatchObject({ properties: { [kept]: kept } });
    expect(read(`{"type":3,"timestamp":1,"data":{"${sent}":"${sent}"}}`)).toMatchObject({ data: { [kept]: kept } });
  });
});

describe('numbers', () => {
  it('that no table keeps become text in properties, and nothing where they are next to nothing', () => {
    const sent = '{"a":1e308,"b":-1e21,"c":9007199254740993,"d":9007199254740991,"e":1e-300,"f":0.1,"g":-1e-200}';

    expect(custom(sent)).toMatchObject({
      properties: { a: '1e+308', b: '-1e+21', c: '9007199254740992', d: 9_007_199_254_740_991, e: 0, f: 0.1, g: 0 },
    });
  });

  it('next to nothing are 0 wherever they stand, however they are written', () => {
    const scroll = read('{"at":1e-200,"kind":"scroll","path":"/","view":1e-130,"depth":1E-0200,"fold":1e-101}');
    const move = read(`{"at":1,"kind":"move","path":"/","cells":[[0.${'0'.repeat(150)}1,1,1]]}`);

    expect(scroll).toEqual({ at: 0, kind: 'scroll', path: '/', view: 0, depth: 0, fold: 0 });
    expect(move).toMatchObject({ cells: [[0, 1, 1]] });
    expect(read('{"type":3,"timestamp":1e-300,"data":{"x":1e-300}}')).toMatchObject({
      timestamp: 0,
      data: { x: 1e-300 },
    });
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scrubJson } from './scrub-json.ts';

const scrub = (text: string) => scrubJson(text, '*****');

describe('members of JSON', () => {
  it.each([
    ['{"pwd":1234567,"plan":"pro"}', '{"pwd":"*****","plan":"pro"}'],
    ['{"user": {"newPassword" : "a\\"b\\\\", "age": 7}}', '{"user": {"newPassword" : "*****", "age": 7}}'],
    ['sent {"token":"abc"} twice, {"token":"def"}', 'sent {"token":"*****"} twice, {"token":"*****"}'],
    ['{"plan":"pro","credentials":{"user":"ann"},"n":1}', '{"plan":"pro","credentials":"*****"'],
    ['{"a":1,"otp":[1,2,3', '{"a":1,"otp":"*****"'],
    ['{"a":1,"secret":"cut of', '{"a":1,"secret":"*****"'],
  ])('lose what is secret by its name in %s', (text, clean) => {
    expect(scrub(text)).toBe(clean);
  });

  it.each([
    '{"tokens_used":512,"tokens":7,"hasPassword":true,"token":null,"pin":""}',
    '{"compass":"north","say":"\\"pin\\" it"}',
    '"pin',
    '',
  ])('stay in %s', (text) => {
    expect(scrub(text)).toBe(text);
  });

  it('are found however often the JSON was put into a string, which stays one', () => {
    const texts = fc.array(fc.string(), { minLength: 1, maxLength: 4 });

    fc.assert(
      fc.property(texts, fc.string(), (layers, secret) => {
        let value: object = { before: layers[0], password: `canary${secret}`, after: 1 };
        for (const layer of layers) value = { layer, body: JSON.stringify(value) };

        let clean = JSON.parse(scrub(JSON.stringify(value)));
        for (const layer of layers.toReversed()) {
          expect(clean.layer).toBe(layer);
          clean = JSON.parse(clean.body);
        }
        expect(clean).toEqual({ before: layers[0], password: '*****', after: 1 });
      }),
    );
  });

  it('take time in proportion to the text', () => {
    for (const text of ['"token":"a",', '"token":"a', '\\', '\\"', '"token":{', '"a" : ']) {
      expect(scrub(text.repeat(200_000)).length).toBeGreaterThan(0);
    }
  });
});

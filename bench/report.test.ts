import { describe, expect, it } from 'vitest';
import { chosen, setting, withPart } from './report.ts';

describe('a part of the document', () => {
  const document = '# Performance\n\n<!-- a -->\nold\n<!-- /a -->\n\nrest\n<!-- b --><!-- /b -->\n';

  it('is replaced and leaves the rest as it is', () => {
    const written = withPart(document, 'a', 'new\n');

    expect(written).toBe('# Performance\n\n<!-- a -->\n\nnew\n\n<!-- /a -->\n\nrest\n<!-- b --><!-- /b -->\n');
    expect(withPart(written, 'a', 'new')).toBe(written);
  });

  it('has to be there', () => {
    expect(() => withPart(document, 'c', 'x')).toThrow('no part between <!-- c -->');
  });
});

it('what is chosen is told apart from what there is', () => {
  expect(chosen('b, a', ['a', 'b', 'c'])).toEqual(['b', 'a']);
  expect(chosen(undefined, ['a', 'b'])).toEqual(['a', 'b']);
  expect(() => chosen('d', ['a', 'b'])).toThrow('there are: a, b');
});

it('the setting tells date, machine and versions', () => {
  expect(setting(new Date('2026-11-25T10:00:00Z'), { Chromium: '156' })).toMatch(
    /^Measured on 2026-11-25 on \d+ cores \(.+\), \d+ GB, with Node \d.*, Chromium 156\.$/,
  );
});

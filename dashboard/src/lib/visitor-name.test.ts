import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visitorLook } from './visitor-name.ts';

/** WCAG contrast of white text on a colour. */
function contrastWithWhite(colour: string): number {
  const parts = [1, 3, 5].map((start) => {
    const share = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const [red = 0, green = 0, blue = 0] = parts;
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

describe("a visitor's name and colour", () => {
  it('stay the same for an id', () => {
    expect(visitorLook('018f-a')).toEqual(visitorLook('018f-a'));
  });

  it('tell most visitors of a page of the list apart', () => {
    const names = new Set(Array.from({ length: 50 }, (_, index) => visitorLook(`visitor ${index}`).name));

    expect(names.size).toBeGreaterThan(40);
  });

  it('carry white initials that pass 4.5 : 1', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const { colour, initials } = visitorLook(id);

        expect(initials).toMatch(/^[A-Z]{2}$/);
        expect(contrastWithWhite(colour)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });
});

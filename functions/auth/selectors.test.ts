import { describe, expect, it } from 'vitest';
import { checkSelectors } from './selectors.ts';

const patchOf = (maskSelectors: string[]) => ({ settings: { privacy: { maskSelectors } } });

describe('selectors of a patch', () => {
  it('may be any that a browser reads', () => {
    const some = [
      '.customer-name',
      '#a > b ~ c',
      '[title=")"]',
      'p:is(.a, .b):not([hidden])',
      'x-card::part(name)',
      'a, b',
    ];

    expect(() => checkSelectors(patchOf(some))).not.toThrow();
    expect(() => checkSelectors({ name: 'Shop' })).not.toThrow();
    expect(() => checkSelectors({ settings: { privacy: { mask: 'all' } } })).not.toThrow();
  });

  it.each(['.name)', 'div[', 'a::::b', ',', '.a,', '>', '[title="]'])('are refused by name where one is %j', (bad) => {
    expect(() => checkSelectors(patchOf(['.fine', bad]))).toThrow(
      `body "settings.privacy.maskSelectors": "${bad}" is not a CSS selector`,
    );
  });
});

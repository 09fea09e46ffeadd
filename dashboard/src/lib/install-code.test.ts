import { describe, expect, it, vi } from 'vitest';
import { installWays, reportDirective, scriptTag, stubTag, trackerAddress } from './install-code.ts';

const origin = 'https://stats.example';
const address = `${origin}/t.js`;
const key = 'ag_key';

describe('what goes into a page', () => {
  it('is one script tag with the key', () => {
    document.body.innerHTML = scriptTag(address, key);
    const script = document.querySelector('script');

    expect(script?.async).toBe(true);
    expect(script?.src).toBe('https://stats.example/t.js');
    expect(script?.dataset.key).toBe(key);
  });

  it('comes from an address of the project’s own once both of its names are set', () => {
    expect(trackerAddress(origin, { path: 'lib', file: 'kit' })).toBe('https://stats.example/lib/kit.js');
    expect(trackerAddress(origin, { path: 'lib', file: null })).toBe(address);
    expect(trackerAddress(origin, { path: null, file: null })).toBe(address);
  });

  it('has the address and the key in every way to install', () => {
    for (const { code, name } of installWays(address, key)) {
      expect(code, name).toContain(address);
      expect(code, name).toContain(key);
    }
  });
});

it('adds the tag by hand for Tag Manager, and leaves no variable behind', () => {
  document.head.innerHTML = '';
  const code = installWays(address, key).find(({ name }) => name === 'GTM')?.code ?? '';
  const left: unknown = new Function(`${code.replace(/<\/?script>/g, '')}; return typeof tag`)();

  const { src, dataset } = document.head.querySelector('script') ?? {};
  expect({ src, key: dataset?.key }).toEqual({ src: address, key });
  expect(left).toBe('undefined');
});

it('names the tracker’s host to where browsers report, with its port', () => {
  expect(reportDirective(origin, key)).toBe('report-uri https://stats.example/i/csp?k=ag_key&h=stats.example');
  expect(reportDirective('http://localhost:4000', key)).toContain('&h=localhost:4000');
});

describe('the stub', () => {
  it('keeps calls in order for the tracker and leaves a loaded tracker alone', () => {
    const run = (page: { afterglow?: unknown }): void => {
      const code = stubTag.replace(/<\/?script>/g, '');
      // The stub names the global both ways, as a page's own script would see it.
      new Function('window', `with (window) { ${code} }`)(page);
    };
    const page: { afterglow?: ((...args: unknown[]) => void) & { q?: ArrayLike<unknown>[] } } = {};
    run(page);
    page.afterglow?.('track', 'Signed up');
    page.afterglow?.('consent', true);
    const loaded = { afterglow: vi.fn() };
    run(loaded);

    expect(page.afterglow?.q?.map((call) => [...Array.from(call)])).toEqual([
      ['track', 'Signed up'],
      ['consent', true],
    ]);
    expect(vi.isMockFunction(loaded.afterglow)).toBe(true);
  });
});

// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Afterglow, InitOptions } from './index.d.ts';

const options: InitOptions = { key: 'agw_1', host: 'https://stats.example.com' };
const tags = () => [...document.querySelectorAll('script')];
const attributesOf = (tag: Element | undefined) =>
  Object.fromEntries([...(tag?.attributes ?? [])].map(({ name, value }) => [name, value]));
const kept = () => (window as { afterglow?: { q?: unknown[][] } }).afterglow?.q;
/** What `t.js` does when it has come. */
function arrive(answer: (...call: unknown[]) => unknown): void {
  window.afterglow = Object.assign(answer as Afterglow, { _: {} });
  tags()[0]?.dispatchEvent(new Event('load'));
}

let init: typeof import('./init.ts').init;
let said: ReturnType<typeof vi.spyOn>;

beforeEach(async () => {
  document.head.innerHTML = '';
  Reflect.deleteProperty(window, 'afterglow');
  said = vi.spyOn(console, 'error').mockReturnValue();
  vi.resetModules();
  ({ init } = await import('./init.ts'));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('init', () => {
  it('adds the tag of the snippet', () => {
    init(options);

    expect(tags().map(attributesOf)).toEqual([
      { async: '', src: 'https://stats.example.com/t.js', 'data-key': 'agw_1' },
    ]);
    expect(said).not.toHaveBeenCalled();
  });

  it('loads the script by the name that is the project’s own, and knows one that is there', () => {
    init({ ...options, script: '/lib/shop.js' });
    init({ ...options, script: '/lib/shop.js' });

    expect(tags().map(({ src }) => src)).toEqual(['https://stats.example.com/lib/shop.js']);
    expect(said).not.toHaveBeenCalled();
  });

  it('says what is wrong with a name, and adds nothing', () => {
    for (const more of [
      { script: 'shop.js' },
      { script: '/lib/shop.js?x' },
      { script: '/lib/shop.js', version: '1.2.3' },
    ]) {
      init({ ...options, ...more });
    }

    expect(tags()).toEqual([]);
    expect(said.mock.calls.map(([text]: unknown[]) => text)).toEqual([
      expect.stringContaining("`script` is 'shop.js'"),
      expect.stringContaining("`script` is '/lib/shop.js?x'"),
      expect.stringContaining('`script` and `version`'),
    ]);
  });

  it('says every option by the attribute that the script reads', () => {
    init({
      ...options,
      host: 'stats.example.com/',
      version: '1.2.3',
      integrity: 'sha384-abc',
      nonce: 'n1',
      api: 'https://in.example.com/',
      record: 'on',
      mask: 'all',
      consent: 'hold',
      dnt: 'respect',
      hash: true,
      auto: false,
      domain: 'example.com',
    });

    expect(attributesOf(tags()[0])).toEqual({
      async: '',
      src: 'https://stats.example.com/v/1.2.3/t.js',
      nonce: 'n1',
      integrity: 'sha384-abc',
      crossorigin: 'anonymous',
      'data-key': 'agw_1',
      'data-api': 'https://in.example.com',
      'data-record': 'on',
      'data-mask': 'all',
      'data-consent': 'hold',
      'data-dnt': 'respect',
      'data-hash': '',
      'data-auto': 'off',
      'data-domain': 'example.com',
    });
  });

  it('adds nothing a second time, nor beside the snippet, nor where the script has run', () => {
    init(options);
    init({ ...options });
    expect(tags()).toHaveLength(1);

    document.head.innerHTML = '<script async src="https://stats.example.com/t.js" data-key="agw_1"></script>';
    init(options);
    expect(tags()).toHaveLength(1);

    arrive(() => {});
    document.head.innerHTML = '';
    init(options);
    expect(tags()).toHaveLength(0);
    expect(said).not.toHaveBeenCalled();
  });

  it.each(['/t.js?v=2', '/lib/shop.js', '/v/1.2.3/t.js', '/t.js#x'])(
    'adds nothing beside a snippet that loads %s, and says so when its key is another',
    (file) => {
      document.head.innerHTML = `<script async src="https://stats.example.com${file}" data-key="agw_1"></script>`;
      init(options);
      init({ ...options, script: '/lib/other.js' });
      expect(said).not.toHaveBeenCalled();

      init({ ...options, key: 'agw_2' });

      expect(tags()).toHaveLength(1);
      expect(said).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('already has the write key agw_1'));
    },
  );

  it.each([
    '<script src="https://other.example/t.js" data-key="abc"></script>',
    '<script src="https://stats.example.com.other.example/t.js" data-key="abc"></script>',
    '<script src="https://stats.example.com/t.js"></script>',
    '<script type="text/plain" data-key="abc"></script>',
  ])('takes no script for ours that comes from elsewhere or has no key: %s', (other) => {
    document.head.innerHTML = other;
    init(options);

    expect(tags().map(({ src }) => src)).toContain('https://stats.example.com/t.js');
    expect(tags()).toHaveLength(2);
    expect(said).not.toHaveBeenCalled();
  });

  it.each([undefined, null])('throws nothing into a page that gives it %s, and says what is missing', (nothing) => {
    document.head.innerHTML = '<script async src="https://stats.example.com/t.js" data-key="agw_1"></script>';

    expect(init(nothing as unknown as InitOptions)).toBeTypeOf('function');
    expect(said).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('give init your project'));
  });

  it('keeps calls in order until the script takes them, and asks the script from then on', () => {
    const afterglow = init(options);
    afterglow('track', 'signup', { plan: 'team' });
    window.afterglow('consent', true);

    expect(kept()).toEqual([
      ['track', 'signup', { plan: 'team' }],
      ['consent', true],
    ]);
    expect(afterglow('id')).toBeUndefined();

    const ids = { visitor: 'v', session: 's', tab: 't' };
    arrive((verb) => verb === 'id' && ids);
    expect(afterglow('id')).toBe(ids);
  });

  it('leaves a stub that the page brought, and what it kept', () => {
    const q = [['track', 'early']];
    window.afterglow = Object.assign((() => {}) as unknown as Afterglow, { q });
    const own = window.afterglow;
    init(options);

    expect(window.afterglow).toBe(own);
    expect(kept()).toBe(q);
  });

  it('answers a flush from before the script when the script does', async () => {
    const flushed = vi.fn(async () => {});
    const before = init(options)('flush').then(() => flushed.mock.calls.length);
    arrive(flushed);

    await expect(before).resolves.toBe(1);
    expect(flushed).toHaveBeenCalledWith('flush');
  });

  it('answers a flush when the script cannot come, also later', async () => {
    const afterglow = init(options);
    const before = afterglow('flush');
    tags()[0]?.dispatchEvent(new Event('error'));

    await expect(before).resolves.toBeUndefined();
    await expect(afterglow('flush')).resolves.toBeUndefined();
  });

  it('does nothing on a server, and what it returns neither', async () => {
    vi.stubGlobal('document', undefined);
    vi.stubGlobal('window', undefined);
    const afterglow = init(options);

    expect(afterglow('track', 'rendered')).toBeUndefined();
    expect(afterglow('id')).toBeUndefined();
    await expect(afterglow('flush')).resolves.toBeUndefined();
    expect(said).not.toHaveBeenCalled();
  });

  it.each<[string, object, string]>([
    ['no key', { key: '' }, 'give init your project'],
    ['no host', { host: undefined }, 'give init the address of your Afterglow'],
    ['a host that is no address', { host: 'https://' }, 'did not start'],
    ['integrity of files that change', { integrity: 'sha384-abc' }, '`integrity` needs `version`'],
    ['a mask that does not exist', { mask: 'text' }, "`mask` is 'text'; choose 'inputs' or 'all', or leave it out."],
    ['auto that is no boolean', { auto: 'off' }, "`auto` is 'off'; choose true or false, or leave it out."],
    ['a hash that is no boolean', { hash: 'off' }, "`hash` is 'off'; choose true or false, or leave it out."],
    ['a number in place of a boolean', { hash: 0 }, "`hash` is '0'; choose true or false, or leave it out."],
    ['consent that does not exist', { consent: true }, "`consent` is 'true'; choose 'hold', or leave it out."],
  ])('starts nothing and says what to do about %s', (_, wrong, message) => {
    init({ ...options, ...wrong } as InitOptions);

    expect(tags()).toHaveLength(0);
    expect(said).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(message));
  });

  it('says so when another key is already there', () => {
    init(options);
    init({ ...options, key: 'agw_2' });

    expect(tags().map((tag) => tag.dataset.key)).toEqual(['agw_1']);
    expect(said).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('already has the write key agw_1'));
  });
});

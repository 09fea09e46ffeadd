import { scrub } from './scrub.ts';

/** An address without query and hash. */
export const bare = (address: string): string => scrub(address.replace(/[?#].*/, '')).slice(0, 2048);

/** What a pageview says about the visit: where it came from and what it is shown on. */
export function pageFacts({ search, host }: Pick<Location, 'search' | 'host'>, referrer = '') {
  const query = new URLSearchParams(search);
  const names = ['source', 'medium', 'campaign', 'term', 'content'];
  return {
    host,
    referrer: bare(referrer),
    utm: Object.fromEntries(names.map((name) => [name, query.get(`utm_${name}`)?.slice(0, 120)])),
    clickId: /[?&](\w{1,9}(clk?id|braid))=/.exec(search)?.[1],
    viewport: [innerWidth, innerHeight],
    screen: [screen.width, screen.height],
    language: navigator.language,
  };
}

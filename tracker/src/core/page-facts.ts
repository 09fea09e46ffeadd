import { scrub } from './scrub.ts';

/** An address without query and hash. */
export const bare = (address: string): string => scrub(address.replace(/[?#].*/, '')).slice(0, 2048);

/** What a pageview says about the visit: where it came from and what it is shown on. */
export function pageFacts({ search, host, origin }: Pick<Location, 'search' | 'host' | 'origin'>, referrer = '') {
  const query = new URLSearchParams(scrub(search));
  const names = 'source medium campaign term content'.split(' ');
  return {
    host,
    // From page to page of the site: nobody asks, and a folded path would be told as it is.
    referrer: referrer.indexOf(origin) ? bare(referrer) : '',
    utm: Object.fromEntries(names.map((name) => [name, query.get(`utm_${name}`)?.slice(0, 120)])),
    clickId: /[?&](\w{1,9}(clk?id|braid))=/.exec(search)?.[1],
    viewport: [innerWidth, innerHeight],
    screen: [screen.width, screen.height],
    language: navigator.language,
  };
}

import type { PageviewEvent } from '#contracts/beacon.ts';

/** How a visit came to the shop. */
export interface Arrival {
  weight: number;
  facts: Pick<PageviewEvent, 'referrer' | 'utm' | 'clickId'>;
}

const arrival = (weight: number, facts: Arrival['facts'] = {}): Arrival => ({ weight, facts });

export const arrivals: readonly Arrival[] = [
  arrival(30),
  arrival(24, { referrer: 'https://www.google.com/' }),
  arrival(5, { referrer: 'https://www.bing.com/' }),
  arrival(3, { referrer: 'https://duckduckgo.com/' }),
  arrival(9, {
    referrer: 'https://www.google.com/',
    utm: { source: 'google', medium: 'cpc', campaign: 'spring-windowsill' },
    clickId: 'gclid',
  }),
  arrival(7, { referrer: 'https://l.instagram.com/' }),
  arrival(5, { referrer: 'https://www.pinterest.com/' }),
  arrival(5, {
    referrer: 'https://m.facebook.com/',
    utm: { source: 'facebook', medium: 'paid_social', campaign: 'ferns-forever' },
    clickId: 'fbclid',
  }),
  arrival(7, { utm: { source: 'newsletter', medium: 'email', campaign: 'one-letter-a-month' } }),
  arrival(4, { referrer: 'https://chatgpt.com/' }),
  arrival(3, { referrer: 'https://www.youtube.com/' }),
  arrival(4, { referrer: 'https://plantbros.example/best-shops' }),
  arrival(2, { utm: { source: 'leaflet', medium: 'affiliate', campaign: 'autumn' } }),
];

/** Who visits the demo shop: a fixed crowd, each with a place, a device and a browser. */
import { createHash } from 'node:crypto';
import type { Device } from '../fixture-file.ts';
import { randomOf } from '../random.ts';

export interface Place {
  country: string;
  region: string;
  city: string;
  language: string;
  timeZone: string;
  weight: number;
}

export interface Persona {
  number: number;
  visitor: string;
  customer: string;
  place: Place;
  device: Device;
  userAgent: string;
}

const place = (line: string): Place => {
  const [country = '', region = '', city = '', language = '', timeZone = '', weight = ''] = line.split('|');
  return { country, region, city, language, timeZone, weight: Number(weight) };
};

const places = [
  'DE|HH|Hamburg|de-DE|Europe/Berlin|14',
  'DE|BE|Berlin|de-DE|Europe/Berlin|15',
  'DE|BY|München|de-DE|Europe/Berlin|9',
  'AT|9|Wien|de-AT|Europe/Vienna|5',
  'CH|ZH|Zürich|de-CH|Europe/Zurich|6',
  'NL|NH|Amsterdam|nl-NL|Europe/Amsterdam|7',
  'FR|ARA|Lyon|fr-FR|Europe/Paris|6',
  'GB|ENG|Leeds|en-GB|Europe/London|8',
  'GB|SCT|Edinburgh|en-GB|Europe/London|3',
  'SE|AB|Stockholm|sv-SE|Europe/Stockholm|4',
  'PL|14|Warszawa|pl-PL|Europe/Warsaw|4',
  'ES|CT|Barcelona|es-ES|Europe/Madrid|4',
  'US|CA|San Francisco|en-US|America/Los_Angeles|5',
  'US|NY|New York|en-US|America/New_York|5',
  'IN|KA|Bengaluru|en-IN|Asia/Kolkata|2',
  'JP|13|Tokyo|ja-JP|Asia/Tokyo|2',
].map(place);

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const agents: Record<Device, readonly (readonly [userAgent: string, weight: number])[]> = {
  desktop: [
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/141.0.0.0 Safari/537.36`, 34],
    [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Chrome/141.0.0.0 Safari/537.36`, 18],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
      15,
    ],
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0`, 13],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0', 8],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0', 5],
    [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webkit} Chrome/141.0.0.0 Safari/537.36`, 3],
  ],
  tablet: [
    [
      'Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1',
      70,
    ],
    [`Mozilla/5.0 (Linux; Android 14; SM-X710) ${webkit} Chrome/141.0.0.0 Safari/537.36`, 30],
  ],
  mobile: [
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
      48,
    ],
    [`Mozilla/5.0 (Linux; Android 10; K) ${webkit} Chrome/141.0.0.0 Mobile Safari/537.36`, 34],
    [
      `Mozilla/5.0 (Linux; Android 14; SM-S921B) ${webkit} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
      10,
    ],
    ['Mozilla/5.0 (Android 15; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0', 5],
  ],
};

const shares: readonly (readonly [Device, number])[] = [
  ['desktop', 54],
  ['mobile', 36],
  ['tablet', 10],
];

/** A UUID of version 4's form that a name always gives. */
export function uuidOf(name: string): string {
  const bytes = createHash('sha256').update(`afterglow demo ${name}`).digest();
  bytes[6] = 0x40 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The persona of a number, always the same. */
export function personaOf(number: number): Persona {
  const random = randomOf(7_919 * (number + 1));
  const [device] = random.pick(shares, ([, weight]) => weight);
  return {
    number,
    visitor: uuidOf(`visitor ${number}`),
    customer: `customer-${((number * 2_654_435_761) % 2 ** 32).toString(36)}`,
    place: random.pick(places, ({ weight }) => weight),
    device,
    userAgent: random.pick(agents[device], ([, weight]) => weight)[0],
  };
}

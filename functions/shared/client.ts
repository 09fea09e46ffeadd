/** What the CDN's headers and the user agent say of a sender. The address is not looked at. */
import { isbot, isbotMatch } from 'isbot';
import type { Client } from '#contracts/stream-record.ts';
import { boundedMemo } from './bounded-memo.ts';
import { programOf } from './program.ts';

type Headers = Readonly<Record<string, string | undefined>>;

const maxUserAgent = 512;
const maxName = 60;

/** Libraries that run no page: what they send is a server's or an app's own beacon, not a crawler's visit. */
const httpLibrary =
  /^(?:node|undici|axios|got|curl|wget|python|aiohttp|go-http-client|okhttp|java|apache-httpclient|dart|ruby|faraday|guzzlehttp|reqwest|cfnetwork)\b/i;

/** Who sent a request; `headers` by lower-case name, empty where unknown. */
export function describeClient(headers: Headers, stage: string): Client {
  const userAgent = (headers['user-agent'] ?? '').slice(0, maxUserAgent);
  return { ...placeOf(headers), ...agents(stage)(userAgent) };
}

type Agent = Pick<Client, 'browser' | 'os' | 'bot'>;
/** Visitors share few user agents. */
const agents = boundedMemo(4, (stage) =>
  boundedMemo(500, (userAgent): Agent => ({ ...programOf(userAgent), bot: isBot(userAgent, stage) })),
);

/** What in a user agent tells a bot, for people to read. */
export const botMark = (userAgent: string): string => isbotMatch(userAgent.slice(0, maxUserAgent)) ?? 'unknown';

function isBot(userAgent: string, stage: string): boolean {
  if (httpLibrary.test(userAgent)) return false;
  // Tests and the demo drive headless browsers.
  return isbot(stage === 'local' ? userAgent.replaceAll('HeadlessChrome', 'Chrome') : userAgent);
}

/** Region is an ISO 3166-2 code, `DE-BE`. */
function placeOf(headers: Headers): Place {
  const country = headers['cloudfront-viewer-country'] ?? '';
  if (country === '') return nowhere;
  return places(
    `${country}\n${headers['cloudfront-viewer-country-region'] ?? ''}\n${headers['cloudfront-viewer-city'] ?? ''}`,
  );
}

type Place = Pick<Client, 'country' | 'region' | 'city'>;
const nowhere: Place = { country: '', region: '', city: '' };
const places = boundedMemo(1_000, (text): Place => {
  const [country = '', region = '', city = ''] = text.split('\n');
  const land = country.toUpperCase();
  if (!/^[A-Z]{2}$/.test(land)) return nowhere;
  const part = region.toUpperCase();
  return {
    country: land,
    region: /^[A-Z0-9]{1,3}$/.test(part) ? `${land}-${part}` : '',
    city: asUtf8(city).trim().slice(0, maxName),
  };
});

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Headers come byte by byte as Latin-1; a city's name was UTF-8. */
function asUtf8(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of one byte
  if (!/^[\x00-\xff]*$/.test(text)) return text;
  try {
    return utf8.decode(Buffer.from(text, 'latin1'));
  } catch {
    return text;
  }
}

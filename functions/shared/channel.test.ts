import { expect, it } from 'vitest';
import { type Arrival, type Channel, channelOf } from './channel.ts';

const cases: [string, Arrival, Channel][] = [
  ['nothing', {}, 'Direct'],
  ['an app that names no address', { referrer: 'android-app' }, 'Direct'],
  ['a search engine', { referrer: 'https://www.google.de/' }, 'Organic Search'],
  ['a search engine with two endings', { referrer: 'https://www.google.co.uk/' }, 'Organic Search'],
  ['a site that only looks like one', { referrer: 'https://google.evil-site.example/' }, 'Referral'],
  ['a site whose name ends like one', { referrer: 'https://notgoogle.com/' }, 'Referral'],
  ['a paid click by its marker', { referrer: 'https://www.google.com/', clickId: 'gclid' }, 'Paid Search'],
  ['a link out of Facebook', { referrer: 'https://l.facebook.com/', clickId: 'fbclid' }, 'Organic Social'],
  ['a paid post', { utm: { source: 'facebook', medium: 'paid_social' } }, 'Paid Social'],
  ['a shortened link', { referrer: 'https://t.co/abc' }, 'Organic Social'],
  ['an address that ends in t.co only by letters', { referrer: 'https://pinterest.company.example' }, 'Referral'],
  ['a cpc campaign', { utm: { source: 'google', medium: 'cpc' } }, 'Paid Search'],
  ['a cpc campaign of a shop', { utm: { source: 'google', medium: 'cpc', campaign: 'shopping' } }, 'Paid Shopping'],
  ['a banner', { utm: { source: 'news', medium: 'display' } }, 'Display'],
  ['other paid media', { utm: { source: 'partner', medium: 'cpa-cpc' } }, 'Paid Other'],
  ['a paid video', { utm: { source: 'youtube', medium: 'cpv-cpc' } }, 'Paid Video'],
  [
    'a performance max campaign',
    { utm: { source: 'google', medium: 'cpc', campaign: 'cross-network' } },
    'Cross-network',
  ],
  ['a newsletter', { utm: { source: 'newsletter', medium: 'email' } }, 'Email'],
  ['a newsletter read in webmail', { referrer: 'https://mail.google.com/', utm: { medium: 'E-Mail' } }, 'Email'],
  ['an affiliate', { utm: { source: 'blog', medium: 'affiliate' } }, 'Affiliates'],
  ['a podcast', { utm: { source: 'show', medium: 'audio' } }, 'Audio'],
  ['a text message', { utm: { source: 'sms' } }, 'SMS'],
  ['a push message', { utm: { source: 'app', medium: 'push' } }, 'Mobile Push Notifications'],
  ['an assistant', { referrer: 'https://chatgpt.com/' }, 'AI'],
  ['an assistant that tags its links', { utm: { source: 'chatgpt.com' } }, 'AI'],
  ['an assistant on a search engine’s domain', { referrer: 'https://gemini.google.com/' }, 'AI'],
  ['a video', { referrer: 'https://www.youtube.com/watch' }, 'Organic Video'],
  ['a market place', { referrer: 'https://www.amazon.de/x' }, 'Organic Shopping'],
  ['another site', { referrer: 'https://blog.example.org/post' }, 'Referral'],
  ['a tag nobody knows', { utm: { source: 'poster', medium: 'print' } }, 'Unassigned'],
];

it.each(cases)('says of %s where it came from', (_, arrival, channel) => {
  expect(channelOf(arrival)).toBe(channel);
});

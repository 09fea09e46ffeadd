/**
 * Channel of a session from its first pageview, by the rules of Google Analytics 4's default channel
 * group (support.google.com/analytics/answer/9756891) and one more, AI, for assistants that link.
 * Past 200 lines, most of which are the lists of sites.
 */
import { boundedMemo } from './bounded-memo.ts';

export const channels = [
  'Direct',
  'Cross-network',
  'Paid Shopping',
  'Paid Search',
  'Paid Social',
  'Paid Video',
  'Display',
  'Paid Other',
  'AI',
  'Organic Shopping',
  'Organic Social',
  'Organic Video',
  'Organic Search',
  'Email',
  'Affiliates',
  'Referral',
  'Audio',
  'SMS',
  'Mobile Push Notifications',
  'Unassigned',
] as const;
export type Channel = (typeof channels)[number];

export interface Arrival {
  /** Full address, or empty when direct or from the site itself. */
  referrer?: string | undefined;
  utm?: { source?: string | undefined; medium?: string | undefined; campaign?: string | undefined } | undefined;
  /** Name of a paid click's marker: gclid, msclkid, fbclid … */
  clickId?: string | undefined;
}

type Site = 'search' | 'social' | 'video' | 'shopping' | 'ai';

/** Registrable names without their ending where a service has many endings (`google.` matches google.de). */
const sites: Record<Site, readonly string[]> = {
  ai: [
    'chatgpt.com',
    'chat.openai.com',
    'openai.com',
    'claude.ai',
    'perplexity.ai',
    'gemini.google.com',
    'copilot.microsoft.com',
    'copilot.cloud.microsoft',
    'deepseek.com',
    'grok.com',
    'chat.mistral.ai',
    'meta.ai',
    'you.com',
    'phind.com',
    'poe.com',
    'chatgpt',
    'claude',
    'perplexity',
    'gemini',
    'copilot',
    'grok',
    'deepseek',
  ],
  search: [
    'google.',
    'bing.',
    'duckduckgo.',
    'yahoo.',
    'yandex.',
    'baidu.',
    'ecosia.',
    'qwant.',
    'startpage.',
    'brave.com',
    'search.brave.com',
    'naver.',
    'seznam.',
    'sogou.',
    'so.com',
    'ask.com',
    'aol.',
    'kagi.com',
    'mojeek.com',
    'swisscows.com',
    'google',
    'bing',
    'duckduckgo',
    'yahoo',
    'yandex',
    'baidu',
    'ecosia',
    'qwant',
    'startpage',
    'brave',
    'naver',
    'kagi',
  ],
  social: [
    'facebook.',
    'fb.',
    'instagram.',
    'twitter.',
    't.co',
    'x.com',
    'linkedin.',
    'lnkd.in',
    'reddit.',
    'pinterest.',
    'tiktok.',
    'snapchat.',
    'threads.',
    'bsky.app',
    'mastodon.',
    'tumblr.',
    'vk.com',
    'weibo.',
    'quora.',
    'discord.',
    'telegram.',
    't.me',
    'whatsapp.',
    'wa.me',
    'news.ycombinator.com',
    'medium.com',
    'xing.',
    'nextdoor.',
    'facebook',
    'fb',
    'ig',
    'instagram',
    'twitter',
    'x',
    'linkedin',
    'reddit',
    'pinterest',
    'tiktok',
    'snapchat',
    'threads',
    'bluesky',
    'whatsapp',
    'telegram',
  ],
  video: [
    'youtube.',
    'youtu.be',
    'vimeo.',
    'twitch.',
    'dailymotion.',
    'netflix.',
    'hulu.',
    'disneyplus.',
    'wistia.',
    'youtube',
    'vimeo',
    'twitch',
    'dailymotion',
  ],
  shopping: [
    'shopping.google.com',
    'amazon.',
    'ebay.',
    'etsy.',
    'walmart.',
    'aliexpress.',
    'alibaba.',
    'shopify.',
    'idealo.',
    'shopzilla.',
    'mercadolibre.',
    'amazon',
    'ebay',
    'etsy',
    'walmart',
    'aliexpress',
    'alibaba',
    'shopify',
    'igshopping',
  ],
};

/** More telling kinds first: gemini.google.com is no search, shopping.google.com neither. */
const order: readonly Site[] = ['ai', 'shopping', 'video', 'social', 'search'];

/** Markers that only paid clicks carry; `fbclid` stands on every link out of Facebook and says nothing. */
const paidMarkers: Record<string, Channel> = {
  gclid: 'Paid Search',
  gbraid: 'Paid Search',
  wbraid: 'Paid Search',
  msclkid: 'Paid Search',
  yclid: 'Paid Search',
  dclid: 'Display',
  ttclid: 'Paid Social',
  twclid: 'Paid Social',
  li_fat_id: 'Paid Social',
  rdt_cid: 'Paid Social',
  scid: 'Paid Social',
  epik: 'Paid Social',
};

const paidMedium = /^(.*cp.*|ppc|retargeting|paid.*)$/;
const displayMedia = ['display', 'banner', 'expandable', 'interstitial', 'cpm'];
const socialMedia = ['social', 'social-network', 'social-media', 'sm', 'social network', 'social media'];
const emailNames = ['email', 'e-mail', 'e_mail', 'e mail'];
const referralMedia = ['referral', 'app', 'link'];

/** The channel of an arrival; the first rule that fits wins. */
export function channelOf({ referrer = '', utm = {}, clickId }: Arrival): Channel {
  const source = (utm.source ?? '').trim().toLowerCase();
  const medium = (utm.medium ?? '').trim().toLowerCase();
  const campaign = (utm.campaign ?? '').trim().toLowerCase();
  const host = hostOf(referrer);
  const site = siteOf(source === '' ? host : source) ?? (source === '' ? undefined : siteOf(host));
  const tagged = source !== '' || medium !== '' || campaign !== '';

  if (campaign.includes('cross-network')) return 'Cross-network';
  const paid = paidMedium.test(medium);
  const shopping = site === 'shopping' || /^(.*[^a-df-z].*)?shop(ping)?(.*)?$/.test(campaign);
  if (paid && shopping) return 'Paid Shopping';
  if (paid && site === 'search') return 'Paid Search';
  if (paid && site === 'social') return 'Paid Social';
  if (paid && site === 'video') return 'Paid Video';
  if (displayMedia.includes(medium)) return 'Display';
  if (paid) return 'Paid Other';
  const marker = paidMarkers[clickId ?? ''];
  if (marker !== undefined && medium === '') return marker;
  if (emailNames.includes(source) || emailNames.includes(medium)) return 'Email';
  if (medium === 'affiliate' || medium === 'affiliates') return 'Affiliates';
  if (medium === 'audio') return 'Audio';
  if (source === 'sms' || medium === 'sms') return 'SMS';
  if (
    medium.endsWith('push') ||
    medium.includes('mobile') ||
    medium.includes('notification') ||
    source === 'firebase'
  ) {
    return 'Mobile Push Notifications';
  }
  if (site === 'ai' || medium === 'ai') return 'AI';
  if (shopping && tagged) return 'Organic Shopping';
  if (site === 'shopping') return 'Organic Shopping';
  if (site === 'social' || socialMedia.includes(medium)) return 'Organic Social';
  if (site === 'video' || medium.includes('video')) return 'Organic Video';
  if (site === 'search' || medium === 'organic') return 'Organic Search';
  if (referralMedia.includes(medium) || (host !== '' && medium === '')) return 'Referral';
  return tagged ? 'Unassigned' : 'Direct';
}

const siteOf = boundedMemo(1_000, (name: string): Site | undefined =>
  order.find((site) => sites[site].some((entry) => matches(name, entry))),
);

/** `google.` any google.TLD and below, `t.co` itself and below, `google` the bare word of a utm_source. */
function matches(name: string, entry: string): boolean {
  if (entry.endsWith('.'))
    return `.${name}`.includes(`.${entry}`) && /^([a-z]{2,3}\.[a-z]{2}|[a-z]+)$/.test(afterName(name, entry));
  return name === entry || (entry.includes('.') && name.endsWith(`.${entry}`));
}

const afterName = (name: string, entry: string): string => name.slice(name.lastIndexOf(entry) + entry.length);

function hostOf(address: string): string {
  return URL.parse(address)?.hostname.replace(/^www\./, '') ?? '';
}

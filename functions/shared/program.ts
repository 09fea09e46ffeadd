/**
 * Browser and operating system of a user agent; rare browsers count as the one that they are built on. Two tables instead of a library of 35 KB, which ingest would read at
 * every cold start; a test holds them to that library's answers. The first entry that matches wins, so what calls
 * itself by somebody else's name as well (all of them say Chrome or Safari) stands before it.
 */
const browsers: readonly [name: string, pattern: RegExp][] = [
  ['Opera', /\bopera\b|\bopr\/|\bopios\//i],
  ['Samsung Internet for Android', /samsungbrowser/i],
  ['NAVER Whale Browser', /\bwhale\//i],
  ['Pale Moon', /palemoon/i],
  ['HeyTap Browser', /heytapbrowser/i],
  ['Vivo Browser', /vivobrowser/i],
  ['Opera Touch', /\bopt\/\d/i],
  ['Yandex Browser', /yabrowser/i],
  ['UC Browser', /ucbrowser|ucmobile\/|\bubrowser\//i],
  ['WeChat', /micromessenger/i],
  ['QQ Browser', /qqbrowser/i],
  ['Internet Explorer', /\bmsie |trident\//i],
  ['Microsoft Edge', /\bedg(?:e|a|ios)?\//i],
  ['Vivaldi', /vivaldi/i],
  ['Amazon Silk', /\bsilk\b/i],
  ['BlackBerry', /blackberry|\bbb10\b|rim tablet/i],
  ['WebOS Browser', /\b(?:web|hpw)os\b/i],
  ['Tizen', /tizen/i],
  ['LibreWolf', /librewolf/i],
  ['Firefox', /firefox|fxios|iceweasel/i],
  ['Electron', /\belectron\//i],
  ['Miui', /miuibrowser/i],
  ['DuckDuckGo', /\bddg\/|duckduckgo\//i],
  ['Brave', /\bbrave\b/i],
  ['Chromium', /chromium/i],
  ['Chrome', /chrome|crios|crmo/i],
  ['Google Search', /\bgsa\//i],
  ['Android Browser', /^(?!.*like android).*android/i],
  ['PlayStation 4', /playstation 4/i],
  ['Safari', /safari|applewebkit/i],
];

const systems: readonly [name: string, pattern: RegExp][] = [
  ['Roku', /\broku\//i],
  ['Windows Phone', /windows phone/i],
  ['Windows', /windows /i],
  // Firefox on an iPad says that it runs on a Macintosh.
  ['iOS', /\b(?:ipod|iphone|ipad)\b|macintosh.*fxios/i],
  ['macOS', /macintosh/i],
  ['HarmonyOS', /openharmony/i],
  ['Android', /^(?!.*like android).*android/i],
  ['WebOS', /\b(?:web|hpw)os\b/i],
  ['BlackBerry', /blackberry|\bbb10\b|rim tablet/i],
  ['Tizen', /tizen/i],
  ['Linux', /linux/i],
  ['Chrome OS', /\bcros\b/i],
  ['PlayStation 4', /playstation 4/i],
];

/** Names, empty where unknown. */
export function programOf(userAgent: string): { browser: string; os: string } {
  return { browser: firstName(browsers, userAgent), os: firstName(systems, userAgent) };
}

const firstName = (table: typeof browsers, userAgent: string): string =>
  table.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? '';

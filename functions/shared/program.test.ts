import Bowser from 'bowser';
import { describe, expect, it } from 'vitest';
import { programOf } from './program.ts';

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const mobileSafari = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const linux = 'Mozilla/5.0 (X11; Linux x86_64)';
const android = 'Mozilla/5.0 (Linux; Android 10; K)';
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)';
const ipad = 'Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X)';

const agents = [
  `${windows} ${webkit} Chrome/141.0.0.0 Safari/537.36`,
  `${mac} ${webkit} Chrome/141.0.0.0 Safari/537.36`,
  `${linux} ${webkit} Chrome/141.0.0.0 Safari/537.36`,
  `${linux} ${webkit} HeadlessChrome/141.0.0.0 Safari/537.36`,
  `${linux} ${webkit} Ubuntu Chromium/120.0.0.0 Chrome/120.0.0.0 Safari/537.36`,
  `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webkit} Chrome/141.0.0.0 Safari/537.36`,
  `${android} ${webkit} Chrome/141.0.0.0 Mobile Safari/537.36`,
  `${iphone} ${mobileSafari} CriOS/141.0.0.0 Mobile/15E148 Safari/604.1`,
  `${iphone} ${mobileSafari} Version/18.1 Mobile/15E148 Safari/604.1`,
  `${ipad} ${mobileSafari} Version/17.6 Mobile/15E148 Safari/604.1`,
  `${mac} ${mobileSafari} Version/18.1 Safari/605.1.15`,
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:144.0) Gecko/20100101 Firefox/144.0',
  'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0',
  'Mozilla/5.0 (Android 14; Mobile; rv:144.0) Gecko/144.0 Firefox/144.0',
  `${iphone} ${mobileSafari} FxiOS/144.0 Mobile/15E148 Safari/605.1.15`,
  `${mac} ${mobileSafari} FxiOS/144.0 Safari/605.1.15`,
  'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 LibreWolf/140.0 Firefox/140.0',
  `${windows} ${webkit} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0`,
  `${windows} ${webkit} Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763`,
  `${android} ${webkit} Chrome/141.0.0.0 Mobile Safari/537.36 EdgA/141.0.0.0`,
  `${iphone} ${mobileSafari} Version/18.0 EdgiOS/141.0.0.0 Mobile/15E148 Safari/604.1`,
  `${windows} ${webkit} Chrome/140.0.0.0 Safari/537.36 OPR/124.0.0.0`,
  `${android} ${webkit} Chrome/140.0.0.0 Mobile Safari/537.36 OPR/90.0.0.0`,
  `${iphone} ${mobileSafari} Version/18.0 Mobile/15E148 Safari/604.1 OPT/5.6.0`,
  'Opera/9.80 (Windows NT 6.1; WOW64) Presto/2.12.388 Version/12.18',
  `${windows} ${webkit} Chrome/140.0.0.0 Safari/537.36 Vivaldi/7.6`,
  `${windows} ${webkit} Chrome/140.0.0.0 YaBrowser/25.8.0.0 Safari/537.36`,
  `${windows} ${webkit} Whale/4.33.325.17 Chrome/138.0.0.0 Safari/537.36`,
  `${android} ${webkit} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
  `${android} ${webkit} Version/4.0 Chrome/100.0.4896.58 UCBrowser/13.4.0.1306 Mobile Safari/537.36`,
  `${android} ${webkit} Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 HeyTapBrowser/45.10.0`,
  `${android} ${webkit} Chrome/118.0.0.0 Mobile Safari/537.36 VivoBrowser/18.1.0.0`,
  `${android} ${webkit} Version/4.0 Chrome/123.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.50`,
  `${android} ${webkit} Version/4.0 Chrome/109.0.0.0 MQQBrowser/15.0 Mobile Safari/537.36`,
  `Mozilla/5.0 (Linux; U; Android 13; en-us) ${webkit} Version/4.0 Chrome/100.0.4896.127 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.9`,
  `Mozilla/5.0 (Linux; Android 9; KFMAWI) ${webkit} Silk/130.3.1 like Chrome/130.0.0.0 Safari/537.36`,
  'Mozilla/5.0 (Linux; U; Android 4.0.3; de-de) AppleWebKit/534.30 (KHTML, like Gecko) Version/4.0 Mobile Safari/534.30',
  'Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko',
  'Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1)',
  'Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia 950) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/52.0.2743.116 Mobile Safari/537.36 Edge/15.15063',
  'Mozilla/5.0 (BB10; Touch) AppleWebKit/537.10+ (KHTML, like Gecko) Version/10.0.9.2372 Mobile Safari/537.10+',
  `Mozilla/5.0 (Web0S; Linux/SmartTV) ${webkit} Chrome/94.0.4606.128 Safari/537.36`.replace('Web0S', 'WebOS'),
  `Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) ${webkit} Version/6.0 TV Safari/538.1`,
  `${mac} ${webkit} Electron/32.0.0 Safari/537.36`,
  'Mozilla/5.0 (Windows NT 10.0; WOW64; rv:68.0) Gecko/20100101 Goanna/4.8 Firefox/68.0 PaleMoon/29.4.4',
  `${iphone} ${mobileSafari} GSA/390.0 Mobile/15E148 Safari/604.1`,
  'Mozilla/5.0 (PlayStation 4 3.11) AppleWebKit/537.73 (KHTML, like Gecko)',
  '',
  'Mozilla/5.0',
  '\u0000(((((',
];

describe('programOf', () => {
  it.each(agents.filter((agent) => agent !== ''))('says of %j what the library says', (agent) => {
    const parser = Bowser.getParser(agent, true);

    expect(programOf(agent)).toEqual({ browser: parser.getBrowserName() ?? '', os: parser.getOSName() ?? '' });
  });

  it('knows nothing of nothing', () => {
    expect(programOf('')).toEqual({ browser: '', os: '' });
  });
});

/** What people do in the shop: the visits that the fixture is recorded from. Past 200 lines, because it is one list of short scripts. */
import type { Device } from '../fixture-file.ts';
import type { Visitor } from './visitor.ts';

export interface Visit {
  name: string;
  device: Device;
  size: readonly [width: number, height: number];
  /** How often it happens, beside the others. */
  weight: number;
  entry: string;
  run(visitor: Visitor): Promise<void>;
}

async function fillDetails(visitor: Visitor): Promise<void> {
  await visitor.type('#name', 'Robin Example');
  await visitor.type('#email', 'robin@example.com');
  await visitor.type('#street', 'Elm Street 5');
  await visitor.type('#zip', '20095');
  await visitor.type('#city', 'Hamburg');
  await visitor.click('form[data-step="/checkout"] .button');
}

async function buy(visitor: Visitor, delivery = 'standard'): Promise<void> {
  await visitor.follow('#to-cart');
  await visitor.look(1.5);
  await visitor.follow('#to-checkout');
  await fillDetails(visitor);
  await visitor.look(1);
  await visitor.click(`label:has([value="${delivery}"])`);
  await visitor.click('form[data-step="/checkout/delivery"] .button');
  await visitor.type('#card', '4242424242424242');
  await visitor.type('#expires', '12/30');
  await visitor.type('#cvc', '123');
  await visitor.click('label:has([name="terms"])');
  await visitor.click('#pay');
  await visitor.look(2);
}

async function signIn(visitor: Visitor): Promise<void> {
  await visitor.follow('#account');
  await visitor.type('#login-email', 'robin@example.com');
  await visitor.type('#login-password', 'correct horse');
  await Promise.all([visitor.page.waitForEvent('load'), visitor.click('#login .button')]);
}

const card = (slug: string, part = '.card-picture') => `#grid [data-product="${slug}"] ${part}`;

export const visits: readonly Visit[] = [
  {
    name: 'buys a monstera',
    device: 'desktop',
    size: [1440, 900],
    weight: 3,
    entry: '/',
    async run(visitor) {
      await visitor.look(3);
      await visitor.follow('#hero-shop');
      await visitor.scroll(500);
      await visitor.follow(card('monstera'));
      await visitor.look(2);
      await visitor.click('.sizes label:nth-of-type(3)');
      await visitor.click('.thumbs button:nth-child(2)');
      await visitor.click('#add');
      await buy(visitor);
    },
  },
  {
    name: 'coupon that fails',
    device: 'desktop',
    size: [1280, 800],
    weight: 6,
    entry: '/',
    async run(visitor) {
      await visitor.look(1);
      await visitor.search('fern');
      await visitor.follow(card('boston-fern'));
      await visitor.look(2);
      await visitor.click('#more-reviews');
      await visitor.look(3);
      await visitor.click('#add');
      await visitor.follow('#to-cart');
      await visitor.type('#coupon-code', 'SPRING10');
      await visitor.click('#apply-coupon');
      await visitor.look(1.5);
      await visitor.click('#apply-coupon', 5);
      await visitor.look(3);
    },
  },
  {
    name: 'looks and leaves',
    device: 'desktop',
    size: [1920, 1080],
    weight: 20,
    entry: '/',
    async run(visitor) {
      await visitor.look(3);
      await visitor.scroll(700);
      await visitor.look(2);
    },
  },
  {
    name: 'reads the journal',
    device: 'desktop',
    size: [1366, 768],
    weight: 9,
    entry: '/journal/watering',
    async run(visitor) {
      for (let part = 0; part < 6; part += 1) {
        await visitor.look(3);
        await visitor.scroll(420);
      }
      await visitor.follow('.prose .button');
      await visitor.look(2);
      await visitor.click(card('watering-can', '.add'));
      await visitor.look(2);
    },
  },
  {
    name: 'remembers by hearts',
    device: 'desktop',
    size: [1280, 720],
    weight: 8,
    entry: '/shop',
    async run(visitor) {
      await visitor.look(2);
      await visitor.click('.chip[data-filter="cheap"]');
      await visitor.look(1);
      await visitor.click(card('pilea', '.heart'));
      await visitor.look(3);
      await visitor.click(card('string-of-hearts', '.heart'));
      await visitor.look(3);
      await visitor.follow(card('pilea'));
      await visitor.look(2);
      await visitor.page.goBack();
      await visitor.look(2);
    },
  },
  {
    name: 'member orders express',
    device: 'desktop',
    size: [1536, 864],
    weight: 2,
    entry: '/',
    async run(visitor) {
      await signIn(visitor);
      await visitor.look(2);
      await visitor.click(card('terracotta-round', '.add'));
      await visitor.click(card('potting-soil', '.add'));
      await visitor.look(1);
      await buy(visitor, 'express');
    },
  },
  {
    name: 'asks a question',
    device: 'desktop',
    size: [1440, 900],
    weight: 4,
    entry: '/contact',
    async run(visitor) {
      await visitor.look(2);
      await visitor.type('#contact-name', 'Robin');
      await visitor.type('#contact-email', 'robin@example.com');
      await visitor.type('#message', 'My fern is turning yellow at the tips, what shall I do?');
      await visitor.click('#contact .button');
      await visitor.look(3);
    },
  },
  {
    name: 'olive tree is sold out',
    device: 'desktop',
    size: [1680, 1050],
    weight: 6,
    entry: '/shop/plants',
    async run(visitor) {
      await visitor.look(2);
      await visitor.follow(card('olive-tree'));
      await visitor.look(2);
      await visitor.click('#notify');
      await visitor.look(3);
      await visitor.click('#notify', 4);
      await visitor.look(3);
    },
  },
  {
    name: 'compares in two tabs',
    device: 'desktop',
    size: [1600, 900],
    weight: 4,
    entry: '/shop/pots',
    async run(visitor) {
      await visitor.look(2);
      const { origin } = new URL(visitor.page.url());
      await visitor.openTab(`${origin}/product/moss-glaze`);
      await visitor.look(3);
      await visitor.click('details:nth-of-type(2) summary');
      await visitor.look(2);
      await visitor.backToFirstTab();
      await visitor.follow(card('chalk-bowl'));
      await visitor.look(2);
      await visitor.click('#add');
      await visitor.look(2);
    },
  },
  {
    name: 'arranges pots',
    device: 'tablet',
    size: [820, 1180],
    weight: 8,
    entry: '/shop/pots',
    async run(visitor) {
      await visitor.look(2);
      await visitor.follow(card('ink-footed'));
      await visitor.click('.thumbs button:nth-child(3)');
      await visitor.click('.sizes label:nth-of-type(1)');
      await visitor.click('[aria-label="More"]');
      await visitor.click('#add');
      await visitor.follow('#to-cart');
      await visitor.look(2);
      await visitor.click('.remove');
      await visitor.look(2);
    },
  },
  {
    name: 'starts to write and stops',
    device: 'tablet',
    size: [768, 1024],
    weight: 6,
    entry: '/about',
    async run(visitor) {
      await visitor.look(3);
      await visitor.scroll(500);
      await visitor.follow('.prose .button');
      await visitor.type('#contact-name', 'Sam');
      await visitor.type('#message', 'Hello, I would like');
      await visitor.look(4);
    },
  },
  {
    name: 'wants to be advised',
    device: 'tablet',
    size: [834, 1112],
    weight: 6,
    entry: '/',
    async run(visitor) {
      await visitor.scroll(1_400);
      await visitor.click('#plant-finder');
      await visitor.look(3);
      await visitor.click('#plant-finder');
      await visitor.look(3);
      await visitor.follow('.shelf');
      await visitor.look(2);
    },
  },
  {
    name: 'gives up at delivery',
    device: 'mobile',
    size: [390, 844],
    weight: 6,
    entry: '/',
    async run(visitor) {
      await visitor.scroll(1_200);
      await visitor.look(1);
      await visitor.follow('[data-product="boston-fern"] .card-picture');
      await visitor.look(2);
      await visitor.click('#add');
      await visitor.follow('#to-cart');
      await visitor.follow('#to-checkout');
      await fillDetails(visitor);
      await visitor.look(4);
    },
  },
  {
    name: 'one glance',
    device: 'mobile',
    size: [412, 915],
    weight: 24,
    entry: '/',
    async run(visitor) {
      await visitor.look(2);
      await visitor.scroll(400);
      await visitor.look(1);
    },
  },
  {
    name: 'finds nothing, signs up',
    device: 'mobile',
    size: [390, 844],
    weight: 6,
    entry: '/shop',
    async run(visitor) {
      await visitor.look(1);
      await visitor.search('orchid');
      await visitor.look(2);
      await visitor.type('#newsletter-email', 'robin@example.com');
      await visitor.click('#newsletter button');
      await visitor.look(2);
    },
  },
  {
    name: 'reads on the way',
    device: 'mobile',
    size: [360, 740],
    weight: 8,
    entry: '/journal/watering',
    async run(visitor) {
      for (let part = 0; part < 5; part += 1) {
        await visitor.look(2.5);
        await visitor.scroll(600);
      }
    },
  },
  {
    name: 'buys from the sofa',
    device: 'mobile',
    size: [430, 932],
    weight: 2,
    entry: '/shop/plants',
    async run(visitor) {
      await visitor.scroll(400);
      await visitor.click(card('snake-plant', '.add'));
      await visitor.look(1);
      await buy(visitor, 'pickup');
    },
  },
  {
    name: 'loses patience',
    device: 'mobile',
    size: [393, 852],
    weight: 7,
    entry: '/',
    async run(visitor) {
      await visitor.look(1);
      await visitor.click('#plant-finder', 6);
      await visitor.look(3);
    },
  },
];

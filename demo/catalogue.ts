export const categories = { plants: 'House plants', pots: 'Pots', tools: 'Tools & care' } as const;
export type Category = keyof typeof categories;

export type Leaves = 'fern' | 'monstera' | 'cactus' | 'snake' | 'pilea' | 'olive' | 'trailing';
export type Shape = 'round' | 'tall' | 'bowl' | 'footed';
export type Tool = 'can' | 'mister' | 'secateurs' | 'soil';

export interface Product {
  slug: string;
  name: string;
  category: Category;
  /** Euro. */
  price: number;
  blurb: string;
  badge?: string;
  soldOut?: boolean;
  picture: { leaves?: Leaves; pot?: Shape; tool?: Tool; glaze: string; ground: string };
}

const clay = '#c4673f';
const moss = '#6d7f4f';
const sand = '#d9c3a0';
const ink = '#3c4a52';
const chalk = '#f4efe6';
const blush = '#e2a78d';

export const products: readonly Product[] = [
  {
    slug: 'boston-fern',
    name: 'Boston fern',
    category: 'plants',
    price: 24,
    badge: 'Bestseller',
    blurb: 'Soft arching fronds that forgive a missed watering and love a steamy bathroom.',
    picture: { leaves: 'fern', pot: 'round', glaze: clay, ground: '#e9efe2' },
  },
  {
    slug: 'monstera',
    name: 'Monstera',
    category: 'plants',
    price: 39,
    badge: 'New',
    blurb: 'The split leaf classic. Give it a corner and it becomes the room.',
    picture: { leaves: 'monstera', pot: 'tall', glaze: chalk, ground: '#f3e3d6' },
  },
  {
    slug: 'bishops-cap',
    name: 'Bishop’s cap cactus',
    category: 'plants',
    price: 14,
    blurb: 'Five ribs, no spines, one drink a month. Practically a roommate.',
    picture: { leaves: 'cactus', pot: 'bowl', glaze: blush, ground: '#efe8da' },
  },
  {
    slug: 'snake-plant',
    name: 'Snake plant',
    category: 'plants',
    price: 29,
    blurb: 'Upright, architectural and content in the darkest hallway you have.',
    picture: { leaves: 'snake', pot: 'footed', glaze: ink, ground: '#e5ecec' },
  },
  {
    slug: 'pilea',
    name: 'Pilea',
    category: 'plants',
    price: 19,
    blurb: 'Coin shaped leaves on thin stems. It hands out babies twice a year.',
    picture: { leaves: 'pilea', pot: 'round', glaze: sand, ground: '#eaf0e0' },
  },
  {
    slug: 'olive-tree',
    name: 'Little olive tree',
    category: 'plants',
    price: 54,
    soldOut: true,
    blurb: 'A knotted trunk and silver leaves for the sunniest sill of the flat.',
    picture: { leaves: 'olive', pot: 'tall', glaze: clay, ground: '#f1ead9' },
  },
  {
    slug: 'string-of-hearts',
    name: 'String of hearts',
    category: 'plants',
    price: 22,
    blurb: 'Trails a metre a year from any shelf that gets the morning light.',
    picture: { leaves: 'trailing', pot: 'bowl', glaze: chalk, ground: '#f4e2dd' },
  },
  {
    slug: 'terracotta-round',
    name: 'Round terracotta pot',
    category: 'pots',
    price: 12,
    badge: 'Bestseller',
    blurb: 'Thrown by hand in Impruneta, breathable, with a saucer that fits.',
    picture: { pot: 'round', glaze: clay, ground: '#f6ece2' },
  },
  {
    slug: 'moss-glaze',
    name: 'Moss glaze planter',
    category: 'pots',
    price: 32,
    blurb: 'A reactive glaze that pools darker at the rim. No two are alike.',
    picture: { pot: 'tall', glaze: moss, ground: '#eef0e4' },
  },
  {
    slug: 'chalk-bowl',
    name: 'Chalk bowl',
    category: 'pots',
    price: 26,
    blurb: 'Low and wide, for succulents and other quiet gatherings.',
    picture: { pot: 'bowl', glaze: chalk, ground: '#e4e8e6' },
  },
  {
    slug: 'ink-footed',
    name: 'Ink footed planter',
    category: 'pots',
    price: 38,
    blurb: 'Stands on three beech legs, which your floor will thank you for.',
    picture: { pot: 'footed', glaze: ink, ground: '#eae6df' },
  },
  {
    slug: 'watering-can',
    name: 'Long spout can',
    category: 'tools',
    price: 34,
    blurb: 'Reaches the soil and not the windowsill. 1.2 litres, powder coated.',
    picture: { tool: 'can', glaze: moss, ground: '#eef1e6' },
  },
  {
    slug: 'brass-mister',
    name: 'Brass mister',
    category: 'tools',
    price: 21,
    badge: 'Gift',
    blurb: 'A fine mist and a satisfying weight. Ages the way brass should.',
    picture: { tool: 'mister', glaze: '#c79a4b', ground: '#f5eddc' },
  },
  {
    slug: 'secateurs',
    name: 'Secateurs',
    category: 'tools',
    price: 27,
    blurb: 'Forged steel that stays sharp for years and a spring that stays put.',
    picture: { tool: 'secateurs', glaze: clay, ground: '#f1e6df' },
  },
  {
    slug: 'potting-soil',
    name: 'Peat free soil, 10 l',
    category: 'tools',
    price: 9,
    blurb: 'Coir, bark and worm castings. Light, airy and kind to bogs.',
    picture: { tool: 'soil', glaze: sand, ground: '#ece7dc' },
  },
];

export const productBySlug = (slug: string): Product | undefined => products.find((product) => product.slug === slug);
export const euro = (amount: number): string => `€${amount.toFixed(2)}`;

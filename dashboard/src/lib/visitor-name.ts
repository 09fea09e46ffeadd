/** A name and a colour that a visitor keeps, made from the id: easier to recognise than a UUID. */
const colours = [
  'Amber',
  'Coral',
  'Indigo',
  'Jade',
  'Lilac',
  'Ochre',
  'Plum',
  'Rose',
  'Sage',
  'Slate',
  'Teal',
  'Umber',
];
const animals = [
  'Badger',
  'Bison',
  'Crane',
  'Dingo',
  'Falcon',
  'Gecko',
  'Heron',
  'Ibex',
  'Jackal',
  'Koala',
  'Lemur',
  'Lynx',
  'Marten',
  'Newt',
  'Otter',
  'Panda',
  'Quail',
  'Raven',
  'Seal',
  'Stork',
  'Tapir',
  'Vole',
  'Walrus',
  'Yak',
];
const shades = [
  '#b45309',
  '#c2410c',
  '#4338ca',
  '#047857',
  '#7e22ce',
  '#a16207',
  '#86198f',
  '#be123c',
  '#3f6212',
  '#475569',
  '#0f766e',
  '#78350f',
];

/** FNV-1a, 32 bit. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value;
}

const pick = (list: readonly string[], number: number): string => list[number % list.length] ?? '';

export interface VisitorLook {
  name: string;
  /** Dark enough for white text. */
  colour: string;
  initials: string;
}

export function visitorLook(visitorId: string): VisitorLook {
  const number = hash(visitorId);
  const colour = number % colours.length;
  const adjective = pick(colours, colour);
  const animal = pick(animals, Math.floor(number / colours.length));
  return { name: `${adjective} ${animal}`, colour: pick(shades, colour), initials: `${adjective[0]}${animal[0]}` };
}

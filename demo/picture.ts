/** Product pictures, drawn from what they show: a pot of one of four shapes, leaves of one of seven kinds, or a tool. */
import type { Leaves, Product, Shape, Tool } from './catalogue.ts';
import { type Html, html } from './html.ts';

const green = '#4f6f4a';
const light = '#7d9a68';
const dark = '#3b5540';

const raw = (markup: string): Html => ({ markup });
const times = (count: number, draw: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => draw(n)).join('');

const pots: Record<Shape, (glaze: string) => string> = {
  round: (glaze) =>
    `<path d="M118 214h84l-9 62q-2 10-12 10h-42q-10 0-12-10z" fill="${glaze}"/><rect x="110" y="202" width="100" height="20" rx="5" fill="${glaze}"/><path d="M118 222h84l-1 7h-82z" fill="#0002"/>`,
  tall: (glaze) =>
    `<path d="M120 190h80l-7 90q-1 8-9 8h-48q-8 0-9-8z" fill="${glaze}"/><path d="M120 190h80l-1 10h-78z" fill="#0002"/><path d="M178 206l-4 70" stroke="#fff5" stroke-width="5" stroke-linecap="round"/>`,
  bowl: (glaze) =>
    `<path d="M96 222h128q-4 62-48 62h-32q-44 0-48-62z" fill="${glaze}"/><ellipse cx="160" cy="222" rx="64" ry="9" fill="${glaze}"/><ellipse cx="160" cy="222" rx="57" ry="6" fill="#4a3b30"/>`,
  footed: (glaze) =>
    `<path d="M128 262l-10 30M192 262l10 30M160 266v26" stroke="#b98a5b" stroke-width="7" stroke-linecap="round"/><path d="M112 200h96v44q0 26-26 26h-44q-26 0-26-26z" fill="${glaze}"/><path d="M112 200h96v9h-96z" fill="#0002"/>`,
};

const leaves: Record<Leaves, (ground: string) => string> = {
  fern: () =>
    times(9, (n) => {
      const x = 60 + n * 25;
      const y = 70 + Math.abs(n - 4) * 22;
      return `<path d="M160 205Q${(160 + x) / 2} ${y - 30} ${x} ${y}" stroke="${n % 2 ? green : light}" stroke-width="11" fill="none" stroke-linecap="round" stroke-dasharray="3 7"/><path d="M160 205Q${(160 + x) / 2} ${y - 30} ${x} ${y}" stroke="${dark}" stroke-width="2" fill="none"/>`;
    }),
  monstera: (ground) =>
    [
      [160, 70, 1.2, 0],
      [98, 108, 1, -35],
      [222, 112, 1, 35],
      [124, 150, 0.7, -60],
      [204, 156, 0.7, 60],
    ]
      .map(
        ([x, y, size, turn], n) =>
          `<path d="M160 195Q${x} ${190} ${x} ${y}" stroke="${dark}" stroke-width="4" fill="none"/><g transform="translate(${x} ${y}) rotate(${turn}) scale(${size})"><path d="M0 38C-44 26-46-26 0-44 46-26 44 26 0 38z" fill="${n % 2 ? light : green}"/><path d="M0 34V-38M0 20l-24-12M0 20l24-12M0 0l-28-10M0 0l28-10" stroke="${dark}" stroke-width="2"/><path d="M-42-1l22 5-19 5zM42-1l-22 5 19 5zM-40-20l19 8-19 1zM40-20l-19 8 19 1z" fill="${ground}"/></g>`,
      )
      .join(''),
  cactus: () =>
    `<path d="M160 96c46 0 58 66 44 130h-88c-14-64-2-130 44-130z" fill="${green}"/><path d="M160 96v130M138 102q-18 60-10 124M182 102q18 60 10 124" stroke="${light}" stroke-width="6" fill="none"/><path d="M160 96c-9-14-4-24 0-28 4 4 9 14 0 28zM160 96c-18-4-22-14-22-20 8 0 18 6 22 20zM160 96c18-4 22-14 22-20-8 0-18 6-22 20z" fill="#e9a24b"/>`,
  snake: () =>
    times(7, (n) => {
      const x = 118 + n * 14;
      const top = 50 + ((n * 37) % 60);
      return `<path d="M${x - 8} 206Q${x - 16 + n * 2} ${top + 60} ${x - 6 + (n - 3) * 5} ${top}Q${x + 14} ${top + 70} ${x + 8} 206z" fill="${n % 2 ? green : dark}"/><path d="M${x} 200Q${x - 4} ${top + 70} ${x - 5 + (n - 3) * 5} ${top + 12}" stroke="${light}" stroke-width="3" fill="none"/>`;
    }),
  pilea: () =>
    [
      [160, 72, 24],
      [112, 92, 21],
      [208, 90, 22],
      [84, 134, 18],
      [236, 136, 19],
      [136, 130, 20],
      [186, 134, 21],
      [160, 166, 17],
    ]
      .map(
        ([x = 0, y = 0, r = 0], n) =>
          `<path d="M160 210Q${(160 + x) / 2} ${y + 40} ${x} ${y}" stroke="${dark}" stroke-width="3" fill="none"/><circle cx="${x}" cy="${y}" r="${r}" fill="${n % 2 ? light : green}"/><circle cx="${x}" cy="${y}" r="3" fill="#dfe8cf"/>`,
      )
      .join(''),
  olive: () =>
    `<path d="M156 200q8-50-4-84M158 150q20-14 26-34" stroke="#8a7358" stroke-width="8" fill="none" stroke-linecap="round"/>${times(
      34,
      (n) => {
        const turn = n * 2.4;
        const far = 14 + ((n * 29) % 52);
        const x = 158 + Math.cos(turn) * far * 1.25;
        const y = 96 + Math.sin(turn) * far;
        return `<ellipse cx="${x.toFixed(0)}" cy="${y.toFixed(0)}" rx="15" ry="5.5" transform="rotate(${((turn * 57) % 180).toFixed(0)} ${x.toFixed(0)} ${y.toFixed(0)})" fill="${['#8fa382', '#74896b', '#a9b79c'][n % 3]}"/>`;
      },
    )}`,
  trailing: () =>
    times(8, (n) => {
      const x = 92 + n * 19;
      const end = 250 + ((n * 53) % 46);
      return `<path d="M160 216Q${x} 150 ${x + (n - 4) * 6} ${end}" stroke="${dark}" stroke-width="2" fill="none"/>${times(
        5,
        (k) => {
          const y = 170 + k * ((end - 170) / 4);
          const dx = x + (n - 4) * (k + 1) * 1.2;
          return `<path d="M${dx.toFixed(0)} ${y.toFixed(0)}q-9-10-4-14 4-2 4 3 0-5 4-3 5 4-4 14z" fill="${k % 2 ? light : green}"/>`;
        },
      )}`;
    }),
};

const tools: Record<Tool, (tint: string) => string> = {
  can: (tint) =>
    `<path d="M118 150h96v104q0 12-12 12h-72q-12 0-12-12z" fill="${tint}"/><path d="M214 176q46-4 30 60-8 18-30 14" fill="none" stroke="${tint}" stroke-width="11"/><path d="M120 240Q82 224 62 110" fill="none" stroke="${tint}" stroke-width="11" stroke-linecap="round"/><path d="M118 150h96v12h-96z" fill="#0002"/><path d="M136 180v62" stroke="#fff5" stroke-width="6" stroke-linecap="round"/>`,
  mister: (tint) =>
    `<path d="M124 158h72l8 96q0 14-14 14h-60q-14 0-14-14z" fill="${tint}"/><rect x="142" y="120" width="36" height="40" fill="#8b6a32"/><path d="M138 96h58v26h-50q-8 0-8-10z" fill="${tint}"/><path d="M196 104h20M150 122q-18 6-22 26" stroke="#8b6a32" stroke-width="7" fill="none" stroke-linecap="round"/>${times(9, (n) => `<circle cx="${232 + (n % 3) * 15}" cy="${92 + Math.floor(n / 3) * 12}" r="3" fill="#9fc1c9"/>`)}`,
  secateurs: (tint) =>
    `<path d="M166 150Q140 90 170 50q18 50 8 98zM160 152q26-48 62-60-6 48-50 74z" fill="#9aa5a8"/><path d="M164 150q-40 50-46 126" stroke="${tint}" stroke-width="17" fill="none" stroke-linecap="round"/><path d="M172 156q34 46 28 122" stroke="#3c4a52" stroke-width="17" fill="none" stroke-linecap="round"/><circle cx="168" cy="154" r="9" fill="#d9d2c4"/>`,
  soil: (tint) =>
    `<path d="M104 96q56-16 112 0l10 176q-66 18-132 0z" fill="${tint}"/><path d="M104 96q56-16 112 0l-2 18q-54-14-108 0z" fill="#0002"/><circle cx="160" cy="190" r="38" fill="#fff9"/><path d="M160 218q-4-30 0-44m0 18q-20-2-20-20 18 0 20 20zm0-8q18-4 20-20-18 0-20 20z" fill="${green}" stroke="${dark}" stroke-width="3"/>`,
};

/** A pot with nothing in it is seen from nearer. */
const potAlone = (alone: boolean, markup: string): string =>
  alone ? `<g transform="translate(160 290) scale(1.75) translate(-160 -290)">${markup}</g>` : markup;

/** A square drawing of a product. */
export function picture({ name, picture: { leaves: kind, pot, tool, glaze, ground } }: Product): Html {
  const inside = [
    kind && kind !== 'trailing' ? leaves[kind](ground) : '',
    pot ? potAlone(kind === undefined, pots[pot](glaze)) : '',
    kind === 'trailing' ? leaves[kind](ground) : '',
    tool ? tools[tool](glaze) : '',
  ].join('');
  return html`<svg class="picture" viewBox="0 0 320 320" role="img" aria-label="${name}"><rect width="320" height="320" fill="${ground}"/><ellipse cx="160" cy="290" rx="84" ry="9" fill="#0001"/>${raw(inside)}</svg>`;
}

import { categories, products } from '../catalogue.ts';
import { html } from '../html.ts';
import { picture } from '../picture.ts';
import { card } from './card.ts';
import type { Page } from './layout.ts';

const shelf = (slug: string, name: string, line: string) => {
  const product = products.find(({ category }) => category === slug) ?? products[0];
  return html`<a class="shelf" href="/shop/${slug}">${product ? picture(product) : ''}<span><strong>${name}</strong>${line}</span></a>`;
};

const lines: Record<string, string> = {
  plants: 'Seven that are hard to kill',
  pots: 'Thrown, glazed, never the same',
  tools: 'Fewer and better',
};

export function home(): Page {
  const [, monstera] = products;
  return {
    title: 'Plants, pots and patience',
    body: html`
<section class="hero">
  <div>
    <p class="eyebrow">Spring on the windowsill</p>
    <h1>Plants, pots and a little patience</h1>
    <p class="lead">Grown slowly in our glasshouse, potted by hand, and on your sill two days after you fall for them.</p>
    <p><a id="hero-shop" class="button" href="/shop">Browse everything</a> <a class="button quiet" href="/journal/watering">How to water</a></p>
  </div>
  <div class="hero-picture">${monstera ? picture(monstera) : ''}</div>
</section>
<section class="shelves">${Object.entries(categories).map(([slug, name]) => shelf(slug, name, lines[slug] ?? ''))}</section>
<section>
  <h2>What everybody takes home</h2>
  <div class="grid">${products.slice(0, 4).map(card)}</div>
</section>
<section class="quotes" aria-label="What people say">
  <blockquote>“The fern came taller than my nephew and in a better mood.”<cite>Maren, Hamburg</cite></blockquote>
  <blockquote>“Third pot I ordered. They all look like one family.”<cite>Théo, Lyon</cite></blockquote>
  <blockquote>“I asked about yellow leaves at night and had an answer by breakfast.”<cite>Priya, Leeds</cite></blockquote>
</section>
<section class="band">
  <div><h2>Not sure what survives at yours?</h2><p>Tell us about your light, and we pick three.</p></div>
  <button id="plant-finder" class="button" type="button">Find my plant</button>
</section>`,
  };
}

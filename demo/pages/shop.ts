import { categories, type Product, products } from '../catalogue.ts';
import { type Html, html } from '../html.ts';
import { card } from './card.ts';
import type { Page } from './layout.ts';

const listing = (heading: string, lead: string, found: readonly Product[]): Html => html`
<header class="listing"><div><h1>${heading}</h1><p class="lead">${lead}</p></div>
  <div class="controls">
    <button class="chip" type="button" data-filter="cheap" aria-pressed="false">Under €30</button>
    <button class="chip" type="button" data-filter="stock" aria-pressed="false">In stock</button>
    <label>Sort <select id="sort"><option value="">Our favourites</option><option value="low">Price, low first</option><option value="high">Price, high first</option><option value="name">Name</option></select></label>
  </div>
</header>
<div id="grid" class="grid">${found.map(card)}</div>
${found.length === 0 ? html`<p class="empty">Nothing grows under that name. <a href="/shop">See everything</a></p>` : ''}`;

/** All products, or those of one category; undefined for one that does not exist. */
export function shop(slug = ''): Page | undefined {
  if (slug === '') {
    return { title: 'Everything', body: listing('Everything', 'Fifteen things we would buy again.', products) };
  }
  const name = Object.hasOwn(categories, slug) ? categories[slug as keyof typeof categories] : undefined;
  if (!name) return undefined;
  const found = products.filter(({ category }) => category === slug);
  return { title: name, body: listing(name, `${found.length} to choose from.`, found) };
}

export function search(text: string): Page {
  const wanted = text.trim().toLowerCase();
  const found = products.filter(({ name, blurb }) => `${name} ${blurb}`.toLowerCase().includes(wanted));
  return {
    title: 'Search',
    body: listing(`“${text.trim()}”`, `${found.length} found.`, found),
  };
}

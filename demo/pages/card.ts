import { euro, type Product } from '../catalogue.ts';
import { type Html, html } from '../html.ts';
import { picture } from '../picture.ts';

/** A product in a grid. The heart does nothing yet, which heatmaps of dead clicks show. */
export function card(product: Product): Html {
  const { slug, name, price, category, badge, soldOut } = product;
  const label = soldOut ? 'Sold out' : (badge ?? '');
  return html`<article class="card" data-product="${slug}" data-name="${name}" data-price="${price}" data-category="${category}">
  <a class="card-picture" href="/product/${slug}">${picture(product)}${label ? html`<span class="badge">${label}</span>` : ''}</a>
  <button class="heart" type="button" aria-label="Remember ${name}">♡</button>
  <div class="card-text"><a href="/product/${slug}">${name}</a><span>${euro(price)}</span></div>
  ${soldOut ? html`<a class="button quiet" href="/product/${slug}">Details</a>` : html`<button class="button add" type="button">Add to cart</button>`}
</article>`;
}

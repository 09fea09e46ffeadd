import { categories, euro, productBySlug, products } from '../catalogue.ts';
import { html } from '../html.ts';
import { picture } from '../picture.ts';
import { card } from './card.ts';
import type { Page } from './layout.ts';

export function product(slug: string): Page | undefined {
  const found = productBySlug(slug);
  if (!found) return undefined;
  const { name, price, blurb, category, soldOut } = found;
  const others = products.filter((one) => one.category === category && one !== found).slice(0, 4);
  return {
    title: name,
    body: html`
<nav class="crumbs" aria-label="Breadcrumb"><a href="/shop">Shop</a> / <a href="/shop/${category}">${categories[category]}</a> / ${name}</nav>
<article class="product" data-product="${slug}" data-name="${name}" data-price="${price}" data-category="${category}">
  <div class="gallery"><div id="stage" class="stage">${picture(found)}</div>
    <div class="thumbs"><button type="button" aria-label="Whole">${picture(found)}</button><button type="button" aria-label="From the left" data-turn="1">${picture(found)}</button><button type="button" aria-label="Close" data-turn="2">${picture(found)}</button></div>
  </div>
  <div class="details">
    <h1>${name}</h1>
    <p class="stars" aria-label="4.8 of 5">★★★★★ <a href="#reviews">128 reviews</a></p>
    <p class="price">${euro(price)}</p>
    <p class="lead">${blurb}</p>
    <fieldset class="sizes"><legend>Size</legend>${['S', 'M', 'L'].map((size, n) => html`<label><input type="radio" name="size" value="${size}"${n === 1 ? html` checked` : ''}><span>${size}</span></label>`)}</fieldset>
    <p class="buy">
      <span class="quantity"><button type="button" data-step="-1" aria-label="Less">−</button><output id="quantity">1</output><button type="button" data-step="1" aria-label="More">+</button></span>
      ${soldOut ? html`<button id="notify" class="button" type="button">Tell me when it is back</button>` : html`<button id="add" class="button add" type="button">Add to cart</button>`}
      <button class="heart" type="button" aria-label="Remember ${name}">♡</button>
    </p>
    <details><summary>Light and water</summary><p>Bright, never in the noon sun. Water when the top centimetre is dry, less in winter.</p></details>
    <details><summary>Delivery</summary><p>Two working days in a box that stays upright. Free over €50.</p></details>
    <details><summary>Our promise</summary><p>If it sulks within 60 days, write to us. We help, and if that does not, we replace.</p></details>
  </div>
</article>
<section id="reviews" class="reviews"><h2>What people say</h2><div id="review-list"></div><button id="more-reviews" class="button quiet" type="button">Show reviews</button></section>
<section><h2>Goes well with it</h2><div class="grid">${others.map(card)}</div></section>`,
  };
}

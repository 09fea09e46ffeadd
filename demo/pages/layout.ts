import { categories } from '../catalogue.ts';
import { type Html, html } from '../html.ts';

/** The tracker's address and the project's write key. */
export interface Snippet {
  src: string;
  key: string;
}

export interface Page {
  title: string;
  body: Html;
  /** @default 200 */
  status?: number;
}

const mark = html`<svg viewBox="0 0 32 32" width="30" height="30" aria-hidden="true"><path d="M16 17Q5 14 6 3q11 1 10 14zm0 0q11-3 10-14Q15 4 16 17z" fill="#4f6f4a"/><path d="M8 18h16l-2 11H10z" fill="#c4673f"/></svg>`;

const links = (entries: readonly (readonly [href: string, text: string])[]) =>
  entries.map(([href, text]) => html`<a href="${href}">${text}</a>`);
const shelves = Object.entries(categories).map(([slug, name]) => [`/shop/${slug}`, name] as const);

/** A whole page: head with the snippet, navigation, footer with the newsletter. */
export function layout({ title, body }: Page, { src, key }: Snippet): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Juniper &amp; Clay</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/shop.css">
<script>window.afterglow = window.afterglow || function () { (afterglow.q = afterglow.q || []).push(arguments); };</script>
<script async src="${src}" data-key="${key}"></script>
<script defer src="/shop.js"></script>
</head>
<body>
<p class="ribbon">Free delivery over €50 · Plants arrive alive or we send another</p>
<header class="top">
  <a class="brand" href="/" aria-label="Juniper and Clay, home">${mark}<span>Juniper &amp; Clay</span></a>
  <nav class="menu" aria-label="Shop">${links([['/shop', 'All'], ...shelves, ['/journal/watering', 'Journal']])}</nav>
  <form class="search" action="/search" role="search"><input id="search" name="q" type="search" placeholder="Search plants and pots" aria-label="Search"></form>
  <nav class="mine" aria-label="Account">
    <a id="account" href="/login">Sign in</a>
    <a id="to-cart" href="/cart">Cart <span id="cart-count" class="count">0</span></a>
  </nav>
</header>
<main>${body}</main>
<footer class="bottom">
  <div><a class="brand" href="/">${mark}<span>Juniper &amp; Clay</span></a><p>A shop that is only a demo: nothing here can be bought, and every visit lands in your own Afterglow.</p></div>
  <nav aria-label="Footer">${links([...shelves, ['/about', 'About us'], ['/contact', 'Contact']])}</nav>
  <form id="newsletter" class="newsletter">
    <label for="newsletter-email">One letter a month, mostly leaves</label>
    <span><input id="newsletter-email" name="email" type="email" placeholder="you@example.com" required><button>Sign up</button></span>
    <output></output>
  </form>
</footer>
<div id="toast" class="toast" role="status"></div>
</body>
</html>`.markup;
}

import { products } from '../catalogue.ts';
import { html } from '../html.ts';
import { picture } from '../picture.ts';
import type { Page } from './layout.ts';

export const about = (): Page => ({
  title: 'About us',
  body: html`
<article class="prose">
  <h1>A glasshouse, two kilns and a van</h1>
  <p class="lead">Juniper &amp; Clay began as a stall with eleven ferns. There are more of us now, and the ferns have grandchildren.</p>
  <p>We grow what does well indoors and leave the rest to forests. Every plant spends at least ten weeks with us, so that it knows draughts, dry air and the occasional cat before it meets yours.</p>
  <h2>The pots</h2>
  <p>Ilse throws, Matteo glazes. Seconds go to schools. The clay comes from forty kilometres away and returns there when it breaks.</p>
  <h2>The boxes</h2>
  <p>Cardboard, paper tape, wool from the farm next door. No plastic, no peat, no pictures of people laughing at salad.</p>
  <p><a class="button" href="/contact">Write to us</a></p>
</article>`,
});

export const contact = (): Page => ({
  title: 'Contact',
  body: html`
<div class="split">
  <div class="prose"><h1>Write to us</h1><p class="lead">A person with soil under the nails answers within a day.</p><p>Glasshouse Lane 4<br>Open Tuesday to Saturday, 10 to 18</p></div>
  <form id="contact" class="panel">
    <label>Your name <input id="contact-name" name="name" required></label>
    <label>E-mail <input id="contact-email" name="email" type="email" required></label>
    <label>It is about <select id="topic" name="topic"><option>A plant that sulks</option><option>An order</option><option>Something else</option></select></label>
    <label>Message <textarea id="message" name="message" rows="5" required></textarea></label>
    <input type="hidden" name="csrf" value="demo-form-token">
    <label class="option"><input id="copy" type="checkbox" name="copy"><span>Send me a copy</span></label>
    <button class="button">Send</button>
    <output></output>
  </form>
</div>`,
});

export const login = (): Page => ({
  title: 'Sign in',
  body: html`
<form id="login" class="panel narrow">
  <h1>Welcome back</h1>
  <label>E-mail <input id="login-email" name="email" type="email" autocomplete="username" required></label>
  <label>Password <input id="login-password" name="password" type="password" autocomplete="current-password" required></label>
  <button class="button">Sign in</button>
  <p class="hint">Any address and any password will do.</p>
  <output></output>
</form>`,
});

const advice = [
  ['Lift the pot', 'A dry pot is light. After a week you will know the weight by heart, and no sensor will beat you.'],
  [
    'Water the soil, not the leaf',
    'Leaves drink air. Pour slowly at the rim until the saucer shows a little, wait ten minutes, and empty it.',
  ],
  ['Morning is kind', 'Roots work by day. What is wet overnight is cold overnight.'],
  ['Less in winter', 'Growth stops with the light, and thirst with it. Halve what you pour from November to March.'],
  [
    'Yellow is not a colour, it is a question',
    'Soft and yellow means too much, crisp and brown too little. Pale between green veins is hunger.',
  ],
  ['Rain is free', 'A bucket on the balcony is the best upgrade your fern will ever get.'],
] as const;

export const journal = (): Page => {
  const pictured = products.filter(({ picture: { tool } }) => tool === 'can' || tool === 'mister');
  return {
    title: 'How to water',
    body: html`
<article class="prose">
  <p class="eyebrow">Journal · 5 minutes</p>
  <h1>How to water, or: the art of doing nothing</h1>
  <p class="lead">Most house plants die of love. Here is how to be a little colder.</p>
  ${advice.map(
    ([heading, text], n) =>
      html`<h2>${n + 1}. ${heading}</h2><p>${text}</p><p>We have tried it the other way for years, with charts and apps and good intentions. What helped was to look at the plant before looking at the calendar, and to have one can, always half full, within reach.</p>${n === 2 && pictured[0] ? html`<figure>${picture(pictured[0])}<figcaption>Reaches the soil. <a href="/product/${pictured[0].slug}">${pictured[0].name}</a></figcaption></figure>` : ''}`,
  )}
  <p><a class="button" href="/shop/tools">See our tools</a></p>
</article>`,
  };
};

export const missing = (): Page => ({
  status: 404,
  title: 'Not here',
  body: html`<article class="prose"><h1>Nothing grows here</h1><p class="lead">The page has moved or never was.</p><p><a class="button" href="/shop">To the shop</a></p></article>`,
});

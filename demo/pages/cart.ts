import { html } from '../html.ts';
import type { Page } from './layout.ts';

/** Filled in the browser from its own storage. */
export const cart = (): Page => ({
  title: 'Cart',
  body: html`
<h1>Your cart</h1>
<div class="cart">
  <div id="cart-lines"><p class="empty">Nothing here yet. <a href="/shop">Find something green</a></p></div>
  <aside class="summary">
    <h2>Summary</h2>
    <p><span>Together</span><strong id="cart-total">€0.00</strong></p>
    <form id="coupon"><label for="coupon-code">Coupon</label><span><input id="coupon-code" name="code" placeholder="SPRING10"><button id="apply-coupon" class="button quiet">Apply</button></span></form>
    <a id="to-checkout" class="button" href="/checkout">To checkout</a>
  </aside>
</div>`,
});

const steps = ['Details', 'Delivery', 'Payment'];

/** One document for all steps: the browser moves between them by the History API. */
export const checkout = (): Page => ({
  title: 'Checkout',
  body: html`
<h1>Checkout</h1>
<ol id="steps" class="steps">${steps.map((name) => html`<li>${name}</li>`)}</ol>
<div class="checkout">
  <form data-step="/checkout">
    <h2>Who is it for?</h2>
    <label>Name <input id="name" name="name" autocomplete="name" required></label>
    <label>E-mail <input id="email" name="email" type="email" autocomplete="email" required></label>
    <label>Street and number <input id="street" name="street" required></label>
    <div class="two"><label>Postal code <input id="zip" name="zip" required></label><label>City <input id="city" name="city" required></label></div>
    <button class="button">On to delivery</button>
  </form>
  <form data-step="/checkout/delivery" hidden>
    <h2>How shall it come?</h2>
    <label class="option"><input type="radio" name="delivery" value="standard" checked><span><strong>Standard</strong> two days, free over €50</span></label>
    <label class="option"><input type="radio" name="delivery" value="express"><span><strong>Express</strong> tomorrow, €9</span></label>
    <label class="option"><input type="radio" name="delivery" value="pickup"><span><strong>Pick up</strong> at the glasshouse</span></label>
    <button class="button">On to payment</button>
  </form>
  <form data-step="/checkout/payment" hidden>
    <h2>How will you pay?</h2>
    <label>Card number <input id="card" name="card" inputmode="numeric" autocomplete="cc-number" required></label>
    <div class="two"><label>Expires <input id="expires" name="expires" placeholder="MM/YY" required></label><label>CVC <input id="cvc" name="cvc" type="password" required></label></div>
    <label class="option"><input type="checkbox" name="terms" required><span>I know that this is a demo and nothing will come</span></label>
    <button id="pay" class="button">Pay</button>
  </form>
  <div data-step="/checkout/thanks" class="thanks" hidden><h2>Thank you!</h2><p>We would now choose the nicest ones. Your order is <strong id="order">–</strong>.</p><a class="button" href="/shop">Back to the shop</a></div>
  <aside class="summary"><h2>Your order</h2><div id="checkout-lines"></div><p><span>Together</span><strong id="checkout-total">€0.00</strong></p></aside>
</div>`,
});

/** The shop's own script, as any site would have it: a cart in local storage, a checkout without reloads. */
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (target, name, run) => target?.addEventListener(name, run);
const euro = (amount) => `€${amount.toFixed(2)}`;
const track = (name, properties) => window.afterglow('track', name, properties);

const cart = {
  read: () => JSON.parse(localStorage.getItem('cart') ?? '[]'),
  write(lines) {
    localStorage.setItem('cart', JSON.stringify(lines));
    showCart();
  },
  total: () => cart.read().reduce((sum, { price, quantity }) => sum + price * quantity, 0),
};

function toast(text) {
  const element = $('#toast');
  element.textContent = text;
  element.classList.add('shown');
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => element.classList.remove('shown'), 2_200);
}

function element(tag, attributes, ...children) {
  const made = Object.assign(document.createElement(tag), attributes);
  made.append(...children);
  return made;
}

function lineOf({ slug, name, price, quantity }) {
  const remove = element('button', { type: 'button', className: 'remove', ariaLabel: `Remove ${name}` }, '×');
  on(remove, 'click', () => {
    track('remove_from_cart', { product: slug });
    cart.write(cart.read().filter((line) => line.slug !== slug));
  });
  return element(
    'p',
    { className: 'line' },
    element('a', { href: `/product/${slug}` }, name),
    element('span', {}, `${quantity} × ${euro(price)}`),
    remove,
  );
}

function showCart() {
  const lines = cart.read();
  $('#cart-count').textContent = String(lines.reduce((sum, { quantity }) => sum + quantity, 0));
  const total = euro(cart.total());
  const list = $('#cart-lines');
  if (list) {
    if (lines.length > 0) list.replaceChildren(...lines.map(lineOf));
    else list.replaceChildren(element('p', { className: 'empty' }, 'Your cart is empty.'));
    $('#cart-total').textContent = total;
  }
  const order = $('#checkout-lines');
  if (order) {
    order.replaceChildren(
      ...lines.map(({ name, quantity }) => element('p', { className: 'line' }, `${quantity} × ${name}`)),
    );
    $('#checkout-total').textContent = total;
  }
}

function addToCart(event) {
  const { product: slug, name, price, category } = event.currentTarget.closest('[data-product]').dataset;
  const quantity = Number(event.currentTarget.id === 'add' ? $('#quantity').textContent : 1);
  const lines = cart.read();
  const line = lines.find((one) => one.slug === slug);
  if (line) line.quantity += quantity;
  else lines.push({ slug, name, price: Number(price), quantity });
  cart.write(lines);
  toast(`${name} is in your cart`);
  track('add_to_cart', { product: slug, category, price: Number(price), quantity });
}

function startListing() {
  const grid = $('#grid');
  if (!grid) return;
  const cards = $$('.card', grid);
  const price = (card) => Number(card.dataset.price);
  const orders = {
    low: (a, b) => price(a) - price(b),
    high: (a, b) => price(b) - price(a),
    name: (a, b) => a.dataset.name.localeCompare(b.dataset.name),
  };
  const show = () => {
    const pressed = $$('.chip[aria-pressed=true]').map((chip) => chip.dataset.filter);
    const order = orders[$('#sort').value];
    grid.replaceChildren(...(order ? cards.toSorted(order) : cards));
    for (const card of cards) {
      const cheap = !pressed.includes('cheap') || price(card) < 30;
      const stocked = !pressed.includes('stock') || $('.add', card) !== null;
      card.hidden = !(cheap && stocked);
    }
  };
  on($('#sort'), 'change', show);
  for (const chip of $$('.chip')) {
    on(chip, 'click', () => {
      chip.setAttribute('aria-pressed', String(chip.getAttribute('aria-pressed') !== 'true'));
      show();
    });
  }
}

function startProduct() {
  const product = $('.product');
  if (!product) return;
  for (const thumb of $$('.thumbs button'))
    on(thumb, 'click', () => ($('#stage').dataset.turn = thumb.dataset.turn ?? ''));
  for (const step of $$('[data-step]', product)) {
    on(step, 'click', () => {
      const quantity = $('#quantity');
      quantity.textContent = String(Math.max(1, Number(quantity.textContent) + Number(step.dataset.step)));
    });
  }
  const more = $('#more-reviews');
  on(more, 'click', async () => {
    const response = await fetch(`/api/reviews?product=${product.dataset.product}`);
    const reviews = await response.json();
    $('#review-list').replaceChildren(
      ...reviews.map(({ name, stars, text }) =>
        element('blockquote', {}, `${'★'.repeat(stars)} ${text}`, element('cite', {}, name)),
      ),
    );
    more.remove();
  });
  on($('#notify'), 'click', async () => {
    const response = await fetch('/api/notify', { method: 'POST', body: product.dataset.product });
    if (response.ok) return;
    console.error('notify failed with', response.status);
    toast('That did not work. Try again later.');
  });
}

function startCart() {
  on($('#coupon'), 'submit', (event) => {
    event.preventDefault();
    const rules = window.couponRules; // Never loaded: the shop's own bug, for you to find in Afterglow.
    toast(`You save ${euro(rules.discount(cart.total()))}`);
  });
}

function startCheckout() {
  const steps = $$('.checkout [data-step]');
  if (steps.length === 0) return;
  const order = ['/checkout', '/checkout/delivery', '/checkout/payment', '/checkout/thanks'];
  const show = () => {
    const current = order.includes(location.pathname) ? location.pathname : order[0];
    for (const step of steps) step.hidden = step.dataset.step !== current;
    $$('#steps li').forEach((item, index) => {
      item.className = index < order.indexOf(current) ? 'done' : index === order.indexOf(current) ? 'current' : '';
    });
    window.scrollTo(0, 0);
  };
  for (const form of steps.filter((step) => step.matches('form'))) {
    on(form, 'submit', (event) => {
      event.preventDefault();
      const next = order[order.indexOf(form.dataset.step) + 1];
      if (next === '/checkout/thanks') purchase();
      history.pushState({}, '', next);
      show();
    });
  }
  on(window, 'popstate', show);
  track('begin_checkout', { value: cart.total(), items: cart.read().length });
  show();
}

function purchase() {
  const lines = cart.read();
  const order = `JC-${String(Date.now()).slice(-6)}`;
  track('purchase', { value: cart.total(), items: lines.reduce((sum, { quantity }) => sum + quantity, 0) });
  $('#order').textContent = order;
  localStorage.removeItem('cart');
  $('#cart-count').textContent = '0';
}

/** An id that does not give the address away. */
function customerId(email) {
  let hash = 2_166_136_261;
  for (const letter of email.trim().toLowerCase()) hash = Math.imul(hash ^ letter.charCodeAt(0), 16_777_619) >>> 0;
  return `customer-${hash.toString(36)}`;
}

function startForms() {
  on($('#newsletter'), 'submit', (event) => {
    event.preventDefault();
    $('#newsletter output').textContent = 'Thank you. Look out for leaves.';
    event.currentTarget.reset();
    track('newsletter_signup', { place: 'footer' });
  });
  on($('#contact'), 'submit', (event) => {
    event.preventDefault();
    track('contact_sent', { topic: $('#topic').value });
    event.currentTarget.replaceChildren(
      element('h2', {}, 'On its way'),
      element('p', {}, 'You hear from us within a day.'),
    );
  });
  on($('#login'), 'submit', (event) => {
    event.preventDefault();
    const id = customerId($('#login-email').value);
    localStorage.setItem('customer', id);
    window.afterglow('identify', id, { plan: id.length % 2 ? 'member' : 'guest' });
    showAccount();
    $('#login output').textContent = 'You are signed in.';
    setTimeout(() => location.assign('/shop'), 900);
  });
}

function showAccount() {
  const account = $('#account');
  if (!localStorage.getItem('customer')) return;
  account.textContent = 'Sign out';
  account.href = '#';
  account.onclick = (event) => {
    event.preventDefault();
    localStorage.removeItem('customer');
    window.afterglow('reset');
    location.assign('/');
  };
}

for (const button of $$('.add')) on(button, 'click', addToCart);
startListing();
startProduct();
startCart();
startCheckout();
startForms();
showAccount();
showCart();

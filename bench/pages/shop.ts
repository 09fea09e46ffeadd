/** An ordinary shop: sixty products, a filter, a cart, a banner that turns, and as much CSS as shops have. */
const colours = ['teal', 'amber', 'coral', 'slate', 'olive', 'plum'];
const products = Array.from({ length: 60 }, (_, n) => ({
  id: n,
  name: `${['Trail', 'Rain', 'City', 'Summit', 'Harbour'][n % 5]} ${['jacket', 'shoe', 'bag', 'hat'][n % 4]} ${n}`,
  price: 19 + ((n * 37) % 180),
  colour: colours[n % colours.length],
}));

const utilities = Array.from({ length: 900 }, (_, n) => {
  const [side, state] = [['top', 'right', 'bottom', 'left'][n % 4], ['hover', 'focus', 'active'][n % 3]];
  return `.u-${n}{margin-${side}:${n % 64}px;padding-${side}:${n % 32}px}.u-${n}:${state}{outline:${n % 5}px solid rgb(${n % 255} 90 120)}`;
}).join('\n');

const styles = `
body{margin:0;font:16px/1.5 system-ui,sans-serif;color:#223}
header{position:sticky;top:0;display:flex;gap:16px;align-items:center;padding:12px 24px;background:#fff;border-bottom:1px solid #dde}
main{max-width:1100px;margin:0 auto;padding:24px}
.grid{display:grid;grid-template-columns:repeat(4,1fr);gap:20px}
.card{border:1px solid #dde;border-radius:8px;padding:12px;transition:box-shadow .15s}
.card:hover{box-shadow:0 4px 16px #0002}
.banner{height:120px;border-radius:8px;background:linear-gradient(90deg,#134,#379);color:#fff;display:grid;place-items:center}
.cart{position:fixed;right:16px;bottom:16px;background:#fff;border:1px solid #dde;border-radius:8px;padding:12px;min-width:180px}
${utilities}`;

export const shop = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title><style>${styles}</style></head><body>
<header><strong>Shop</strong><nav>${['New', 'Jackets', 'Shoes', 'Bags', 'Sale'].map((name) => `<a href="#${name}" class="u-${name.length}">${name}</a> `).join('')}</nav>
<label>Search <input id="search" name="search" autocomplete="off"></label><label>Sort <select id="sort"><option value="id">Newest</option><option value="price">Price</option></select></label></header>
<main><div class="banner" id="banner">Free returns for thirty days</div><p id="count"></p><div class="grid" id="grid"></div>
<section id="reviews">${Array.from({ length: 40 }, (_, n) => `<article class="u-${n}"><h4>Review ${n}</h4><p>Kept me dry on ${n + 2} days of rain, and the zip still runs as on the first.</p></article>`).join('')}</section></main>
<aside class="cart" id="cart"><b>Cart</b><ul id="lines"></ul><button id="checkout">Check out</button></aside>
<script>
const products = ${JSON.stringify(products)};
const state = { text: '', sort: 'id', cart: {} };
const at = (id) => document.getElementById(id);
const picture = (p) => '<svg viewBox="0 0 40 30" width="100%" height="90"><rect width="40" height="30" fill="#eef"/><path d="M5 25 L20 ' + (p.id % 15) + ' L35 25 Z" class="' + p.colour + '"/><circle cx="' + (p.id % 30 + 5) + '" cy="8" r="3"/></svg>';
const card = (p) => '<div class="card u-' + p.id * 7 + '" data-id="' + p.id + '">' + picture(p) + '<h3>' + p.name + '</h3><p class="price">' + p.price + ' €</p><span class="tag">' + p.colour + '</span><button class="add" data-id="' + p.id + '">Add to cart</button></div>';
function draw() {
  const shown = products.filter((p) => p.name.toLowerCase().includes(state.text)).sort((a, b) => a[state.sort] - b[state.sort]);
  at('grid').innerHTML = shown.map(card).join('');
  at('count').textContent = shown.length + ' products';
}
function drawCart() {
  at('lines').replaceChildren(...Object.entries(state.cart).map(([id, n]) => Object.assign(document.createElement('li'), { textContent: n + ' × ' + products[id].name })));
}
at('search').addEventListener('input', (event) => { state.text = event.target.value.toLowerCase(); draw(); });
at('sort').addEventListener('change', (event) => { state.sort = event.target.value; draw(); });
at('grid').addEventListener('click', (event) => {
  const id = event.target.closest('.add')?.dataset.id;
  if (!id) return;
  state.cart[id] = (state.cart[id] || 0) + 1;
  event.target.classList.add('added');
  drawCart();
});
const slogans = ['Free returns for thirty days', 'New: the summit jacket', 'Ten per cent for members'];
let turn = 0;
let held = false;
setInterval(() => { if (held) return; at('banner').textContent = slogans[++turn % slogans.length]; at('banner').style.opacity = turn % 2 ? '0.95' : '1'; }, 2000);
window.hold = (on) => { held = on; };
window.rebuild = () => { state.sort = state.sort === 'id' ? 'price' : 'id'; draw(); drawCart(); };
draw();
</script></body></html>`;

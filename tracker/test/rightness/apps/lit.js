import { css, html, LitElement } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

class ShopItem extends LitElement {
  static properties = { name: {}, odd: { type: Boolean, reflect: true }, done: { state: true } };
  static styles = css`:host { display: block; } :host([odd]) { color: teal; } b { font-weight: 600; }`;

  render() {
    return html`<input type="checkbox" class="done" .checked=${this.done ?? false}
        @change=${(event) => {
          this.done = event.target.checked;
        }}>
      <b class=${this.done ? 'struck' : ''}>${this.name}</b> <slot></slot>
      <button class="remove" @click=${() => this.dispatchEvent(new CustomEvent('remove'))}>Remove</button>`;
  }
}
customElements.define('shop-item', ShopItem);

class ShopRoot extends LitElement {
  static properties = { items: { state: true }, route: { state: true }, name: { state: true } };
  static styles = css`nav { display: flex; } ul { padding: 0; }`;

  constructor() {
    super();
    this.items = Array.from({ length: 30 }, (_, id) => ({ id, name: `Shoe ${id}` }));
    this.route = 'list';
    this.name = '';
  }

  add(event) {
    event.preventDefault();
    this.items = [{ id: Date.now(), name: this.name }, ...this.items];
    this.name = '';
  }

  list() {
    return html`<main>
      <form @submit=${this.add}><input id="name" .value=${this.name} @input=${(event) => {
        this.name = event.target.value;
      }}><button id="add">Add ${this.name.length}</button></form>
      <button id="reverse" @click=${() => {
        this.items = this.items.toReversed();
      }}>Reverse</button>
      <ul>${repeat(
        this.items,
        ({ id }) => id,
        (item, index) =>
          html`<li><shop-item .name=${item.name} ?odd=${index % 2 === 1} @remove=${() => {
            this.items = this.items.filter((one) => one !== item);
          }}><i>${index}</i></shop-item></li>`,
      )}</ul></main>`;
  }

  render() {
    const show = (route) => () => {
      this.route = route;
    };
    const dialog = () => this.renderRoot.querySelector('dialog');
    return html`<nav><button id="nav-list" @click=${show('list')}>List</button>
        <button id="nav-about" @click=${show('about')}>About</button></nav>
      ${this.route === 'about' ? html`<article><h1>About</h1><p>We sell ${this.items.length} shoes.</p></article>` : this.list()}
      <button id="open" @click=${() => dialog().showModal()}>Open</button>
      <dialog><p>${this.items.length} shoes</p><button id="close" @click=${() => dialog().close()}>Close</button></dialog>`;
  }
}
customElements.define('shop-root', ShopRoot);
document.querySelector('#app').append(document.createElement('shop-root'));

/** The page of the test, with a canary in every place; past 200 lines of markup and script because it is one page. */
import { email, exactly, named, said, token, typed } from './canaries.ts';

/** Passes the check of Luhn. */
const cardNumber = exactly('card number in an unmasked field', '4929804463622139');

const fields = `
<form id="fields" action="/send?token=${token('address of a form')}">
  ${['text', 'search', 'email', 'url', 'tel', 'password', 'hidden'].map((type) => `<input type="${type}" value="${typed(`value attribute, ${type}`)}">`).join('')}
  <input type="number" value="${exactly('value attribute, number', '880173001')}">
  <input type="date" value="${exactly('value attribute, date', '2987-11-23')}">
  <input type="datetime-local" value="${exactly('value attribute, datetime-local', '2986-10-22T05:47')}">
  <input type="month" value="${exactly('value attribute, month', '2985-07')}">
  <input type="week" value="${exactly('value attribute, week', '2984-W41')}">
  <input type="time" value="${exactly('value attribute, time', '23:47:19')}">
  <input type="color" value="${exactly('value attribute, color', '#a7b1c9')}">
  <input type="checkbox" value="${typed('value of a checkbox')}" checked>
  <input type="radio" value="${typed('value of a radio button')}" checked>
  <input id="card" autocomplete="cc-number" value="${typed('field of a card, by autocomplete')}">
  <input placeholder="${typed('placeholder')}">
  <input list="names"><datalist id="names"><option value="${typed('value of an option of a datalist')}"></datalist>
  <textarea placeholder="${typed('placeholder of a textarea')}">${typed('text of a textarea')}</textarea>
  <select>
    <optgroup label="${typed('label of a group of options')}">
      <option value="${typed('value of an option')}" selected>${typed('text of an option')}</option>
      <option label="${typed('label of an option')}">${typed('text of an option that is not chosen')}</option>
    </optgroup>
  </select>
  <select multiple><option>${typed('text of an option among several')}</option></select>
  <div contenteditable>${typed('contenteditable')}<b>${typed('inside of contenteditable')}</b></div>
  <div contenteditable>to <a href="/u/${typed('path of a link in contenteditable')}" title="${typed('title in contenteditable')}" data-id="${typed('data attribute in contenteditable')}">x</a></div>
  <div contenteditable="plaintext-only">${typed('contenteditable, plain text only')}</div>
  <button type="button" value="${typed('value attribute of a button')}">Go on</button>
  <data value="${typed('value attribute of data')}">12</data>
  <output>12</output>
</form>`;

const unmasked = `
<div data-ag-unmask>
  <input type="password" value="${typed('password in an unmasked area')}">
  <input type="hidden" value="${typed('hidden input in an unmasked area')}">
  <input autocomplete="one-time-code" value="${typed('one-time code in an unmasked area')}">
  <input autocomplete="current-password" value="${typed('field of a password in an unmasked area')}">
  <input value="${cardNumber}">
  <input id="shown" type="password" value="${typed('password in an unmasked area, before it is shown')}">
  <input autocomplete="section-one billing CC-csc" value="${typed('code of a card among other words, in an unmasked area')}">
  <input autocomplete="New-Password" value="${typed('field of a new password in an unmasked area')}">
  <select autocomplete="cc-exp-month"><option>1</option><option value="${typed('chosen month of a card in an unmasked area')}" selected>2</option></select>
  <p>Paid by ${exactly('card number in text of an unmasked area', '5500005555555559')}</p>
</div>`;

const masked = `
<div data-ag-mask id="masked">
  <p>${typed('text in a masked area')}</p>
  <label for="own">${typed('text of a label in a masked area')}</label><input id="own">
  <button id="hush" type="button" title="${typed('title in a masked area')}" aria-label="${typed('aria-label in a masked area')}">${typed('text of a clicked button in a masked area')}</button>
  <img alt="${typed('alt in a masked area')}" data-note="${typed('data attribute in a masked area')}">
  <svg width="20" height="20"><text y="9">${typed('SVG text in a masked area')}</text></svg>
  <x-hidden></x-hidden>
  <a href="tel:${exactly('number of a telephone link in a masked area', '+15550187632')}">Call</a>
  <a href="/people/${typed('path of a link in a masked area')}">Profile</a>
  <user-card full-name="${typed('attribute of a custom element in a masked area')}" x-data="${typed('state of a framework in a masked area')}"></user-card>
  <time datetime="${exactly('machine date in a masked area', '1983-02-19')}">then</time><meter value="${exactly('value of a meter in a masked area', '0.7713')}"></meter>
  <img alt="" src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Ctext%3E${typed('drawing in an address in a masked area')}%3C/text%3E%3C/svg%3E">
  <iframe id="held" srcdoc="<button type=button>${typed('clicked button in a frame in a masked area')}</button>"></iframe>
</div>`;

const texts = `
<h1 title="${said('title')}">${said('heading')}</h1>
<img src="/a.bin?sig=${token('address of an image')}" srcset="/b.bin?token=${token('set of addresses of an image')} 2x" alt="${said('alt')}">
<a id="link" href="https://ann:${named('credentials in a link')}@a.example/r/${token('path of a link')}?code=${token('query of a link')}#access_token=${named('hash of a link')}">Link</a>
<div wire:snapshot="${named('state of Livewire')}" hx-headers='{"X-CSRF-Token":"${named('headers of htmx')}"}' ng-reflect-model="${named('model of Angular')}" csrf="${named('attribute named csrf')}">app</div>
<div data-ag-block id="blocked"></div>
<img srcset="/d.bin?t=1 1x,/d.bin?t=${named('second of a set of addresses without spaces')} 2x" alt="">
<a href="/list?${named('query without a name')}">List</a><a href="/unsubscribe/${email('encoded e-mail address in a link').replace('@', '%40')}">Leave</a>
<iframe id="editor" srcdoc="<body>Dear</body>"></iframe>
<div aria-label="${said('aria-label')}" aria-description="${said('aria-description')}" aria-valuetext="${said('aria-valuetext')}"
  aria-roledescription="${said('aria-roledescription')}" aria-placeholder="${said('aria-placeholder')}"
  data-note="${said('data attribute')}" data-token="${token('data attribute that holds a token')}" data-mail="${email('data attribute that holds an e-mail address')}">box</div>
<svg width="200" height="40" aria-label="${said('aria-label of SVG')}"><title>${said('title in SVG')}</title><desc>${said('description in SVG')}</desc><text y="20">${said('SVG text')}</text></svg>
<style>
  .quoted::before { content: "${said('CSS content')}" }
  .quoted { --note: "${said('CSS custom property')}" }
  .file { background: url("/c.bin?token=${token('address in CSS')}") }
</style>
<p class="quoted file" style="--mine: '${said('CSS custom property in an attribute')}'">quoted</p>
<table summary="${said('summary of a table')}"><caption>${said('caption')}</caption><tr><th abbr="${said('abbreviation of a heading')}">x</th></tr></table>
<details><summary>${said('summary')}</summary>${said('closed details')}</details>
<noscript>${said('noscript')}</noscript>
<!-- ${said('comment')} -->
<script type="application/json">{"state":"${typed('data in a script')}"}</script>
<template>${said('template')}</template>
<button id="user-${said('id of a clicked element')}" type="button">${said('text of a clicked button')}</button>
<label id="told">${said('text of a clicked label')}<input type="checkbox"></label>
<input type="submit" value="${said('caption of a button that sends')}">
<x-open></x-open>
<iframe id="frame" title="${said('title of a frame')}" srcdoc="${said('srcdoc')}"></iframe>
<iframe id="loaded" src="/frame?token=${token('address of a frame')}"></iframe>`;

export const frame = `<!doctype html><title>${said('title of the document in a frame')}</title>
<p>${said('text in a frame')}</p><input value="${typed('field in a frame')}"><button id="inner" type="button">${said('clicked button in a frame')}</button>
<select><option>${typed('option in a frame')}</option></select>`;

/** What the page's own script does, once all is recorded. */
const script = `
customElements.define('x-open', class extends HTMLElement {
  connectedCallback() {
    this.attachShadow({ mode: 'open' }).innerHTML = '<p>${said('text in a shadow root')}</p><input value="${typed('field in a shadow root')}"><button type="button">${said('clicked button in a shadow root')}</button><style>p::after{content:"${said('CSS content in a shadow root')}"}</style>';
  }
});
customElements.define('x-hidden', class extends HTMLElement {
  connectedCallback() {
    this.attachShadow({ mode: 'open' }).innerHTML = '<button type="button">${typed('clicked button in a shadow root in a masked area')}</button>';
  }
});
const form = document.querySelector('#fields');
const make = (markup) => { form.insertAdjacentHTML('beforeend', markup); return form.lastElementChild; };
form.querySelector('[type=hidden]').value = '${typed('hidden input, set before the snapshot')}';

window.act = () => {
  form.querySelector('[type=hidden]').value = '${typed('hidden input, set after')}';
  form.querySelector('[type=hidden]').setAttribute('value', '${typed('hidden input, attribute set after')}');
  make('<input type="hidden" value="${typed('hidden input, added')}">').value = '${typed('hidden input, added and set')}';
  const text = form.querySelector('[type=text]');
  text.value = '${typed('field set by script')}';
  text.dispatchEvent(new Event('input', { bubbles: true }));
  text.setAttribute('value', '${typed('value attribute set by script')}');
  const filled = form.querySelector('[type=email]');
  filled.value = '${typed('autofill')}';
  filled.dispatchEvent(new Event('change', { bubbles: true }));
  make('<textarea>').value = '${typed('textarea set by script')}';
  make('<select><option>${typed('option, added')}').append(new Option('${typed('option, made by script')}', '${typed('value of an option made by script')}'));
  make('<div contenteditable>').textContent = '${typed('contenteditable, written by script')}';
  form.querySelector('[contenteditable]').firstChild.data = '${typed('contenteditable, changed')}';
  form.querySelector('option').textContent = '${typed('option, changed')}';
  form.querySelector('[placeholder]').placeholder = '${typed('placeholder, changed')}';
  const turned = make('<input type="text">');
  turned.type = 'hidden';
  turned.value = '${typed('field that became hidden')}';
  const shown = make('<input type="password">');
  shown.value = '${typed('password that is shown')}';
  shown.type = 'text';
  document.querySelector('#shown').type = 'text';
  document.querySelector('#blocked').title = '${typed('title of a blocked element, set later')}';
  const editor = document.querySelector('#editor').contentDocument;
  editor.designMode = 'on';
  editor.body.textContent = '${typed('text of a document that is edited as a whole')}';
  document.querySelector('#masked p').textContent = '${typed('masked text, changed')}';
  document.querySelector('#masked').insertAdjacentHTML('beforeend', '<p title="${typed('title added in a masked area')}">${typed('text added in a masked area')}');

  document.querySelector('h1').firstChild.data = '${said('heading, changed')}';
  document.querySelector('h1').title = '${said('title, changed')}';
  document.body.insertAdjacentHTML('beforeend', '<p aria-label="${said('aria-label, added')}">${said('text, added')}');
  const sheet = document.head.appendChild(document.createElement('style')).sheet;
  sheet.insertRule('.quoted::after { content: "${said('CSS content, inserted')}" }');
  const constructed = new CSSStyleSheet();
  constructed.replaceSync('.quoted { --made: "${said('CSS custom property, constructed')}" }');
  document.adoptedStyleSheets = [constructed];
  document.querySelector('.quoted').style.setProperty('--set', '"${said('CSS custom property, set')}"');
  document.querySelector('#link').href = '/x?token=${token('query of a link, changed')}';

  console.log('who: ${email('e-mail address on the console')}', { password: '${typed('object on the console')}' });
  console.warn('said ${said('text on the console')}');
  console.error(new Error('no ${token('token on the console')}'));
  fetch('/api/${said('word in the path of a request')}/${token('path of a request')}?q=${typed('query of a request')}&mail=${email('e-mail address in a request')}', { method: 'POST', body: '${typed('body of a request')}', headers: { authorization: 'Bearer ${token('header of a request')}' } }).catch(() => {});
  fetch('data:text/plain,${typed('address that is the data')}').catch(() => {});
  setTimeout(() => JSON.parse('${typed('text that is not JSON, in an error')}'));
  setTimeout(() => { throw new Error('GET /api?token=${named('relative address in an error')} failed'); });
  const old = new XMLHttpRequest();
  old.open('GET', '/old?token=${token('query of an old request')}');
  old.send();
  setTimeout(() => { throw new Error('no user ${email('e-mail address in an error')} ${token('token in an error')}, see https://a.example/?token=${named('address in an error')}'); });
  setTimeout(() => { throw Object.assign(new Error('short'), { stack: 'Error: ${email('e-mail address in a stack')}\\n at f (https://a.example/${token('token in a stack')}:1:1)' }); });
  Promise.reject(new Error('rejected ${email('e-mail address in a rejection')}'));
  Promise.reject('${token('rejection that is a text')}');

  afterglow('track', 'paid', {
    plan: 'pro',
    password: '${named('property named password')}',
    authToken: '${named('property named authToken')}',
    api_key: '${named('property named api_key')}',
    'client-secret': '${named('property named client-secret')}',
  });
  afterglow('identify', 'user-1', { plan: 'pro', sessionToken: '${named('trait named sessionToken')}' });
  document.title = 'Inbox of ${email('e-mail address in the title')} ${said('document title')}';
  history.pushState({}, '', '/reset/${token('path of the address')}?token=${named('query of the address')}#id_token=${named('hash of the address')}');
};
`;

export const page = `<title>Shop ${said('document title, first')}</title>${fields}${unmasked}${masked}${texts}<script>${script}</script>`;

/** Where the visit comes from, and to which address. */
export const cameFrom = `/from/${token('path of the referrer')}?q=${typed('query of the referrer')}`;
export const address = `/shop?utm_term=${email('e-mail address in utm')}&utm_content=${token('token in utm')}&code=${token('query of the first address')}&session=${token('session in the first address')}#access_token=${named('hash of the first address')}`;

/** What a visitor types. */
export const keys = {
  text: typed('typed into a field'),
  password: typed('typed into a password field'),
  textarea: typed('typed into a textarea'),
  editable: typed('typed into contenteditable'),
  frame: typed('typed into a field in a frame'),
  shadow: typed('typed into a field in a shadow root'),
};

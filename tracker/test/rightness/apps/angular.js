import '@angular/compiler';
import { Component, provideZonelessChangeDetection, signal } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';

class Shop {
  items = signal(Array.from({ length: 30 }, (_, id) => ({ id, name: `Shoe ${id}` })));
  name = signal('');
  route = signal('list');
  open = signal(false);

  add(event) {
    event.preventDefault();
    this.items.update((items) => [{ id: Date.now(), name: this.name() }, ...items]);
    this.name.set('');
  }

  remove(item) {
    this.items.update((items) => items.filter((one) => one !== item));
  }

  reverse() {
    this.items.update((items) => items.toReversed());
  }
}

const ShopComponent = Component({
  selector: 'shop-root',
  styles: ['li.odd { color: teal; }', ':host { display: block; }'],
  template: `
    <nav><button id="nav-list" (click)="route.set('list')">List</button><button id="nav-about" (click)="route.set('about')">About</button></nav>
    @if (route() === 'about') {
      <article><h1>About</h1><p [style.color]="'teal'">We sell {{ items().length }} shoes.</p></article>
    } @else {
      <main>
        <form (submit)="add($event)">
          <input id="name" [value]="name()" (input)="name.set($event.target.value)"><button id="add">Add {{ name().length }}</button>
        </form>
        <button id="reverse" (click)="reverse()">Reverse</button>
        <ul>
          @for (item of items(); track item.id; let odd = $odd) {
            <li [class.odd]="odd" [title]="item.name"><input type="checkbox" class="done"> {{ item.name }}
              <button class="remove" (click)="remove(item)">Remove</button></li>
          }
        </ul>
      </main>
    }
    <button id="open" (click)="open.set(true)">Open</button>
    @if (open()) {
      <div class="modal"><p>{{ items().length }} shoes</p><button id="close" (click)="open.set(false)">Close</button></div>
    }`,
})(Shop);

bootstrapApplication(ShopComponent ?? Shop, { providers: [provideZonelessChangeDetection()] });

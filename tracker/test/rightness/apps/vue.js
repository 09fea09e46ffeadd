import { createApp, ref, Teleport, Transition } from 'vue/dist/vue.esm-bundler.js';

const Shop = {
  components: { Teleport, Transition },
  setup() {
    const items = ref(Array.from({ length: 30 }, (_, id) => ({ id, name: `Shoe ${id}`, done: false })));
    const name = ref('');
    const route = ref('list');
    const open = ref(false);
    const add = () => {
      items.value.unshift({ id: Date.now(), name: name.value, done: false });
      name.value = '';
    };
    return { items, name, route, open, add };
  },
  template: `
    <nav><button id="nav-list" @click="route = 'list'">List</button><button id="nav-about" @click="route = 'about'">About</button></nav>
    <article v-if="route === 'about'"><h1>About</h1><p :style="{ color: 'teal' }">We sell {{ items.length }} shoes.</p></article>
    <main v-else>
      <form @submit.prevent="add"><input id="name" v-model="name"><button id="add">Add {{ name.length }}</button></form>
      <button id="reverse" @click="items.reverse()">Reverse</button>
      <ul>
        <li v-for="(item, index) in items" :key="item.id" :class="index % 2 ? 'odd' : 'even'" :title="item.name">
          <input type="checkbox" class="done" v-model="item.done"> <s v-if="item.done">{{ item.name }}</s><span v-else>{{ item.name }}</span>
          <button class="remove" @click="items.splice(index, 1)">Remove</button>
        </li>
      </ul>
    </main>
    <button id="open" @click="open = true">Open</button>
    <Teleport to="body">
      <Transition name="fade"><div v-if="open" class="modal"><p>{{ items.length }} shoes</p><button id="close" @click="open = false">Close</button></div></Transition>
    </Teleport>`,
};

createApp(Shop).mount('#app');

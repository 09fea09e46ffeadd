import Sortable from 'sortablejs';

window.sortable = new Sortable(document.querySelector('#list'), { animation: 40, forceFallback: true });

import { AllCommunityModule, createGrid, ModuleRegistry } from 'ag-grid-community';

ModuleRegistry.registerModules([AllCommunityModule]);
const place = document.querySelector('#app');
place.style.cssText = 'width: 900px; height: 400px';
window.grid = createGrid(place, {
  columnDefs: [
    { field: 'name', filter: true, editable: true },
    { field: 'price', sortable: true },
    { field: 'stock', cellStyle: ({ value }) => ({ color: value > 5 ? 'green' : 'crimson' }) },
    ...Array.from({ length: 20 }, (_, index) => ({ field: `week${index}`, width: 90 })),
  ],
  rowData: Array.from({ length: 2_000 }, (_, id) => ({
    name: `Shoe ${id}`,
    price: (id * 37) % 101,
    stock: id % 11,
    ...Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`week${index}`, (id * index) % 13])),
  })),
  animateRows: false,
});

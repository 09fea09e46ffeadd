import { MemoryItemStore, MemoryObjectStore } from './memory-stores.ts';
import { describeItemStore, describeObjectStore } from './store-contract.ts';

const items = new MemoryItemStore();
const objects = new MemoryObjectStore();

describeItemStore('in memory', () => items);
describeObjectStore('in memory', () => objects);

import { createInMemoryObjectStore } from '#shared/object-store/in-memory.ts';
import { objectStoreConformance } from './conformance.ts';

const store = createInMemoryObjectStore();

objectStoreConformance('in memory', () => ({ store, bucket: 'files' }));

import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { eventStoreConformance } from './conformance.ts';

eventStoreConformance('in memory', () => createInMemoryStore());

// Owns: "This computer" as a provider: it holds everything and has nobody to talk to. Leaves to others: the contacts,
// which are agreed on the moment they are stored (core/edit.ts), so that no run ever has anything to do here.
import type { ContactProvider, RemotePage } from '../provider.ts';

async function* nothing(): AsyncIterable<RemotePage> {
  // There is no cloud to list.
}

export const computerProvider: ContactProvider = {
  kind: 'computer',
  conditionalDelete: true,
  labels: { kind: 'named' },
  pull: nothing,
  fetch: () => Promise.resolve(new Map()),
  batches: () => [],
  write: () => Promise.resolve([]),
  findCreated: () => Promise.resolve(new Map()),
  photos: {
    refusal: () => null,
    read: () => Promise.resolve(null),
    write: () => Promise.resolve({ contact: null }),
    remove: () => Promise.resolve({ contact: null }),
  },
  hold: (_account, fields) => fields,
  lists: () => true,
};

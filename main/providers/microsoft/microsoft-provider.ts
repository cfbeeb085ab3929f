// Owns: the Microsoft side of ContactProvider, put together from its parts.
// Leaves to others: requests, pulls, writes and mappings (the files beside it), retrying and storing (sync/).
import type { AccountId } from '../../core/account.ts';
import type { ContactProvider, ProviderAccount, RemoteContact } from '../provider.ts';
import { listsFolder } from './graph-cursor.ts';
import { graphBeta } from './graph-beta.ts';
import { findByCreateKey } from './graph-find.ts';
import type { GraphCaller, GraphOptions, GraphPace } from './graph-http.ts';
import { freshPace, graphCaller } from './graph-http.ts';
import type { GraphMapping } from './graph-lens.ts';
import { readPhoto, removePhoto, unsuitable, writePhoto } from './graph-photos.ts';
import { pullPages } from './graph-pull.ts';
import type { ContactReader, ReadMemory } from './graph-read.ts';
import { contactReader, isOfNow, remoteContact } from './graph-read.ts';
import { graphV1 } from './graph-v1.ts';
import { writeBatch, writeBatches } from './graph-write.ts';

/**
 * Contacts of Microsoft accounts over Graph (v1.0, or beta where the account says so). Writes of an account go out one
 * batch at a time; deletes are checked by etag.
 */
export function microsoftProvider(options: GraphOptions): ContactProvider {
  const memories = new Map<AccountId, ReadMemory>();
  const paces = new Map<AccountId, GraphPace>();
  const callerOf = (account: ProviderAccount): GraphCaller => {
    const pace = paces.get(account.id) ?? freshPace();
    paces.set(account.id, pace);
    return graphCaller(options, account, pace);
  };
  const readerFor = (caller: GraphCaller, signal: AbortSignal | undefined): ContactReader => {
    const memory = memories.get(caller.account.id) ?? {
      contacts: new Map(),
      pages: 0,
      lookups: new Map(),
      plain: false,
      failures: new Map(),
      idsOnly: new Set(),
    };
    memories.set(caller.account.id, memory);
    return contactReader(caller, mappingOf(caller.account), memory, signal);
  };

  const present = async (
    account: ProviderAccount,
    remoteIds: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Map<string, RemoteContact>> => {
    const caller = callerOf(account);
    const reader = readerFor(caller, signal);
    const found = await reader.byId(remoteIds, (_id, known) => isOfNow(caller, reader.memory, known));
    const contacts = new Map<string, RemoteContact>();
    for (const [id, raw] of found)
      if (raw !== null) contacts.set(id, remoteContact(raw, reader.mapping.read(raw)));
    return contacts;
  };

  /** Graph answers a photo's write with nothing. What cannot be read now, the next write or pull finds out. */
  const after = async (account: ProviderAccount, remoteId: string, signal: AbortSignal | undefined) => {
    memories.get(account.id)?.contacts.clear();
    const contacts = await present(account, [remoteId], signal).catch(() => null);
    return { contact: contacts?.get(remoteId) ?? null };
  };

  return {
    kind: 'microsoft',
    conditionalDelete: true,
    // The list of categories itself needs a permission that Kith does not ask for; a category without an entry there is legal.
    labels: { kind: 'named' },

    pull: (account, cursor, pullOptions) => {
      const caller = callerOf(account);
      return pullPages(caller, readerFor(caller, pullOptions.signal), cursor, pullOptions);
    },

    fetch: present,

    batches: writeBatches,

    write: (account, batch, signal) => {
      // What is written now makes remembered versions old.
      memories.get(account.id)?.contacts.clear();
      return writeBatch(callerOf(account), mappingOf(account), batch, signal);
    },

    findCreated: (account, createKeys, signal) => {
      const caller = callerOf(account);
      return findByCreateKey(caller, readerFor(caller, signal), createKeys, signal);
    },

    photos: {
      refusal: unsuitable,
      read: (account, { remoteId }, signal) => readPhoto(callerOf(account), remoteId, signal),
      write: async (account, remoteId, photo, signal) => {
        await writePhoto(callerOf(account), remoteId, photo, signal);
        return after(account, remoteId, signal);
      },
      remove: async (account, remoteId, signal) => {
        await removePhoto(callerOf(account), remoteId, signal);
        return after(account, remoteId, signal);
      },
    },

    hold: (account, fields) => mappingOf(account).hold(fields),

    lists: listsFolder,
  };
}

function mappingOf(account: ProviderAccount): GraphMapping {
  return account.graph === 'beta' ? graphBeta : graphV1;
}

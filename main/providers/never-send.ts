// Owns: that fields which an account is never sent neither reach its cloud nor come from it: to everyone else the cloud
// cannot hold them (law 21). Leaves to others: the clouds (google/, microsoft/), who chooses the fields (handlers/).
import type { ContactFields, FieldName } from '../core/contact.ts';
import type {
  ContactProvider,
  PhotoWritten,
  ProviderAccount,
  RemoteContact,
  WriteOperation,
  WriteOutcome,
} from './provider.ts';

/**
 * A cloud without an account's never-sent fields. They are not read either: what Kith alone has would be overwritten by
 * what somebody writes over there.
 */
export function respectingNeverSend(provider: ContactProvider): ContactProvider {
  return {
    ...provider,
    hold: (account, fields) => provider.hold(account, withoutNeverSent(fields, account)),
    async *pull(account, cursor, options) {
      for await (const page of provider.pull(account, cursor, options))
        yield { ...page, contacts: page.contacts.map((contact) => readFrom(contact, account)) };
    },
    fetch: async (account, ids, signal) => allFrom(await provider.fetch(account, ids, signal), account),
    findCreated: async (account, keys, signal) =>
      allFrom(await provider.findCreated(account, keys, signal), account),
    photos: {
      ...provider.photos,
      write: async (account, remoteId, photo, signal) =>
        writtenFrom(await provider.photos.write(account, remoteId, photo, signal), account),
      remove: async (account, remoteId, signal) =>
        writtenFrom(await provider.photos.remove(account, remoteId, signal), account),
    },
    write: async (account, batch, signal) => {
      const outcomes = await provider.write(
        account,
        batch.map((operation) => sentTo(operation, account)),
        signal,
      );
      return outcomes.map((outcome) => outcomeFrom(outcome, account));
    },
  };
}

/** The fields without those that are never sent to the account. */
export function withoutNeverSent(fields: ContactFields, { neverSend = [] }: ProviderAccount): ContactFields {
  if (neverSend.length === 0) return fields;
  const kept = Object.entries(fields).filter(([name]) => !neverSend.includes(name as FieldName));
  return Object.fromEntries(kept) as ContactFields;
}

function readFrom(contact: RemoteContact, account: ProviderAccount): RemoteContact {
  const fields = withoutNeverSent(contact.fields, account);
  return fields === contact.fields ? contact : { ...contact, fields };
}

function allFrom(
  found: ReadonlyMap<string, RemoteContact>,
  account: ProviderAccount,
): ReadonlyMap<string, RemoteContact> {
  return new Map([...found].map(([id, contact]) => [id, readFrom(contact, account)]));
}

function outcomeFrom(outcome: WriteOutcome, account: ProviderAccount): WriteOutcome {
  if (outcome.kind !== 'done' || outcome.contact === null) return outcome;
  return { ...outcome, contact: readFrom(outcome.contact, account) };
}

function writtenFrom({ contact }: PhotoWritten, account: ProviderAccount): PhotoWritten {
  return { contact: contact === null ? null : readFrom(contact, account) };
}

function sentTo(operation: WriteOperation, account: ProviderAccount): WriteOperation {
  if (operation.kind === 'delete') return operation;
  const fields = withoutNeverSent(operation.fields, account);
  if (operation.kind === 'create') return { ...operation, fields };
  const changed = operation.changed.filter((name) => !(account.neverSend ?? []).includes(name));
  return { ...operation, fields, base: withoutNeverSent(operation.base, account), changed };
}

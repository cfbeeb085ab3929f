// Owns: one way to act as another device on either practice cloud, for tests that hold for both providers.
// Leaves to others: the clouds themselves, and what only one of them has.
import type { ContactFields } from '../../main/core/contact.ts';
import type { Clouds } from '../clouds/clouds.ts';
import type { RequestLog } from '../clouds/kit/log.ts';
import type { TestKith } from './kith.ts';

/** The few properties that these tests change. */
export interface Plain {
  readonly given?: string;
  readonly family?: string;
  readonly nickname?: string;
  readonly notes?: string;
  readonly emails?: readonly string[];
}

export interface Side {
  readonly provider: 'google' | 'microsoft';
  add(plain: Plain): string;
  edit(remoteId: string, plain: Plain): void;
  remove(remoteId: string): void;
  read(remoteId: string): Plain | undefined;
  all(): readonly Plain[];
  /** The photo of a contact; null: it has none. */
  photo(remoteId: string): Buffer | null;
  setPhoto(remoteId: string, bytes: Buffer | null): void;
  /** A new version without any change of content, as services make at will. */
  touch(remoteId: string): void;
  /** Cursors given so far are refused as expired. */
  expireCursors(): void;
  account(kith: TestKith): TestKith['google'];
  readonly log: RequestLog;
  readonly faults: Record<string, unknown>;
}

const google = ({ google: cloud }: Pick<Clouds, 'google'>): Side => {
  const raw = (plain: Plain) => ({
    ...(plain.given === undefined && plain.family === undefined
      ? {}
      : { names: [{ givenName: plain.given, familyName: plain.family }] }),
    ...(plain.nickname === undefined
      ? {}
      : { nicknames: plain.nickname === '' ? [] : [{ value: plain.nickname }] }),
    ...(plain.notes === undefined
      ? {}
      : { biographies: plain.notes === '' ? [] : [{ value: plain.notes, contentType: 'TEXT_PLAIN' }] }),
    ...(plain.emails === undefined ? {} : { emailAddresses: plain.emails.map((value) => ({ value })) }),
  });
  const plain = (person: Record<string, unknown>): Plain => {
    const list = (name: string) => (person[name] ?? []) as Record<string, string>[];
    return {
      given: list('names')[0]?.['givenName'],
      family: list('names')[0]?.['familyName'],
      nickname: list('nicknames')[0]?.['value'],
      notes: list('biographies')[0]?.['value'],
      emails: list('emailAddresses').map((email) => email['value']!),
    };
  };
  return {
    provider: 'google',
    add: (values) => String(cloud.book.create(raw(values))['resourceName']),
    edit: (id, values) =>
      void cloud.book.edit(
        id,
        raw({
          ...(values.given !== undefined || values.family !== undefined
            ? { given: plain(cloud.book.get(id)!).given, family: plain(cloud.book.get(id)!).family }
            : {}),
          ...values,
        }),
      ),
    remove: (id) => cloud.book.remove(id),
    read: (id) => {
      const found = cloud.book.get(id);
      return found === undefined ? undefined : plain(found);
    },
    all: () => cloud.book.all().map(plain),
    photo: (id) => cloud.book.photo(id),
    setPhoto: (id, bytes) => cloud.book.setPhoto(id, bytes),
    touch: () => cloud.book.touchAll(),
    expireCursors: () => cloud.expireSyncTokens(),
    account: (kith) => kith.google,
    log: cloud.log,
    faults: cloud.faults as Record<string, unknown>,
  };
};

const microsoft = ({ microsoft: cloud }: Pick<Clouds, 'microsoft'>): Side => {
  const raw = (plain: Plain) => ({
    ...(plain.given === undefined ? {} : { givenName: plain.given }),
    ...(plain.family === undefined ? {} : { surname: plain.family }),
    ...(plain.nickname === undefined ? {} : { nickName: plain.nickname }),
    ...(plain.notes === undefined ? {} : { personalNotes: plain.notes }),
    ...(plain.emails === undefined
      ? {}
      : { emailAddresses: plain.emails.map((address) => ({ address, name: address })) }),
  });
  const text = (value: unknown) =>
    value === null || value === '' ? undefined : (value as string | undefined);
  const plain = (contact: Record<string, unknown>): Plain => ({
    given: text(contact['givenName']),
    family: text(contact['surname']),
    nickname: text(contact['nickName']),
    notes: text(contact['personalNotes']),
    emails: ((contact['emailAddresses'] ?? []) as { address: string }[]).map(({ address }) => address),
  });
  const find = (id: string) => cloud.book.all().find((contact) => Object.values(contact).includes(id));
  return {
    provider: 'microsoft',
    add: (values) => String(cloud.book.create(raw(values))['id']),
    edit: (id, values) => void cloud.book.edit(id, raw(values)),
    remove: (id) => cloud.book.remove(id),
    read: (id) => {
      const found = find(id);
      return found === undefined ? undefined : plain(found);
    },
    all: () => cloud.book.all().map(plain),
    photo: (id) => cloud.book.photo(id),
    setPhoto: (id, bytes) => cloud.book.setPhoto(id, bytes),
    touch: (id) => void cloud.book.edit(id, {}),
    expireCursors: () => cloud.book.forgetSyncState(),
    account: (kith) => kith.microsoft,
    log: cloud.log,
    faults: cloud.faults as Record<string, unknown>,
  };
};

export const SIDES = { google, microsoft } as const;

/** The fields Kith would hold for these properties, for edits and expectations. */
export function fieldsOf(plain: Plain): ContactFields {
  return {
    ...(plain.given === undefined && plain.family === undefined
      ? {}
      : { name: { given: plain.given, family: plain.family } }),
    ...(plain.nickname === undefined ? {} : { nicknames: [{ id: '', value: plain.nickname }] }),
    ...(plain.notes === undefined ? {} : { notes: { text: plain.notes } }),
    ...(plain.emails === undefined ? {} : { emails: plain.emails.map((address) => ({ id: '', address })) }),
  };
}

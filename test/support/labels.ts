// Owns: Kith over practice clouds without contacts, and what tests of labels do with them on either side.
// Leaves to others: what is expected (the test files).
import type { AccountId } from '../../main/core/account.ts';
import type { ContactRecord } from '../../main/core/replica.ts';
import type { LabelView } from '../../preload/contract.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { endTestKith, openTestKith, steppingClock } from './kith.ts';
import type { TestKith } from './kith.ts';

export let clouds: Clouds;
export let kith: TestKith;
export let clock: ReturnType<typeof steppingClock>;

export async function openKith(): Promise<void> {
  clock = steppingClock();
  clouds = await startClouds({ google: 0, microsoft: 0, now: clock.now });
  kith = await openTestKith(clouds, { clock });
}

export async function reopenKith(): Promise<void> {
  kith = await kith.reopen();
}

export const closeKith = (): Promise<void> => endTestKith(kith, clouds);

export const MY_CONTACTS = 'contactGroups/myContacts';
const membership = (ref: string) => ({ contactGroupMembership: { contactGroupResourceName: ref } });

/** The same acts on either cloud; labels by name. */
export interface Side {
  readonly account: AccountId;
  add(given: string, labels?: readonly string[]): string;
  label(remoteId: string, labels: readonly string[]): void;
  edit(remoteId: string, nickname: string): void;
  labelsOf(remoteId: string): readonly string[];
  remoteIds(): readonly string[];
}

export const google = (): Side => {
  const { book } = clouds.google;
  const refs = (labels: readonly string[]) => [MY_CONTACTS, ...labels.map((name) => book.group(name))];
  return {
    account: kith.google,
    add: (given, labels = []) =>
      String(
        book.create({ names: [{ givenName: given }], memberships: refs(labels).map(membership) })[
          'resourceName'
        ],
      ),
    label: (id, labels) => void book.edit(id, { memberships: refs(labels).map(membership) }),
    edit: (id, nickname) => void book.edit(id, { nicknames: [{ value: nickname }] }),
    labelsOf: (id) =>
      book
        .groupsOf(id)
        .filter((ref) => ref !== MY_CONTACTS)
        .map((ref) => book.groups()[ref] ?? ref)
        .sort(),
    remoteIds: () => book.all().map((contact) => String(contact['resourceName'])),
  };
};

const microsoft = (): Side => {
  const { book } = clouds.microsoft;
  const all = () => book.all() as { id: string; categories: string[] }[];
  return {
    account: kith.microsoft,
    add: (given, labels = []) => String(book.create({ givenName: given, categories: [...labels] })['id']),
    label: (id, labels) => void book.edit(id, { categories: [...labels] }),
    edit: (id, nickname) => void book.edit(id, { nickName: nickname }),
    labelsOf: (id) => [...(all().find((contact) => contact.id === id)?.categories ?? [])].sort(),
    remoteIds: () => all().map(({ id }) => id),
  };
};

export const SIDES = { google, microsoft } as const;

export const labels = (account?: AccountId): readonly LabelView[] =>
  (kith.handlers['labels.list']() as readonly LabelView[]).filter(
    (label) => label.kind === 'user' && (account === undefined || label.account === account),
  );
export const named = (name: string): LabelView => {
  const found = labels().find((label) => label.name === name);
  if (found === undefined) throw new Error(`no label ${name} among ${labels().map((one) => one.name)}`);
  return found;
};
export const make = (account: AccountId, name: string) =>
  kith.handlers['labels.create']({ account, name }) as LabelView;
export const give = (label: LabelView, ...contacts: readonly ContactRecord[]) =>
  kith.handlers['labels.assign']({ label: label.id, contacts: contacts.map(({ id }) => id), assigned: true });
export const take = (label: LabelView, ...contacts: readonly ContactRecord[]) =>
  kith.handlers['labels.assign']({
    label: label.id,
    contacts: contacts.map(({ id }) => id),
    assigned: false,
  });
/** Names of the labels that a contact carries here; one that nobody knows by name shows as its ref. */
export const labelsHere = (record: ContactRecord): readonly string[] => {
  const byRef = new Map(
    kith.book.labels(record.account).map((label) => [label.ref ?? `kith:${label.id}`, label.name]),
  );
  return (kith.book.contact(record.id)?.local?.labels ?? [])
    .filter(({ ref }) => ref !== MY_CONTACTS)
    .map(({ ref }) => byRef.get(ref ?? '') ?? ref ?? '')
    .sort();
};
export const listed = (label: LabelView) =>
  kith.handlers['persons.list']({
    text: '',
    filter: { kind: 'label', label: label.id },
    from: 0,
    to: 100,
  }) as { readonly rows: readonly { readonly name: string }[] };
export const groupRequests = () =>
  clouds.google.log.requests.filter(({ path }) => path.includes('contactGroups'));

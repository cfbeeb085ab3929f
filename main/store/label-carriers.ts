// Owns: which contacts carry which label, kept up to date by change, and which label an id means. Leaves to others: what
// labels there are for people (handlers/labels.ts), the list of persons (person-index.ts).
import type { AccountId, ContactId, LabelId } from '../core/account.ts';
import { clearBit, noBits, slotsIn, withBit } from '../core/bits.ts';
import type { Bits } from '../core/bits.ts';
import type { ContactFields } from '../core/contact.ts';
import { carries, categoryId, refOf } from '../core/label.ts';
import type { ContactRecord } from '../core/replica.ts';
import type { Book } from './book.ts';

/** By which account and ref contacts name a label. */
export interface LabelKey {
  readonly account: AccountId;
  readonly ref: string;
}

export interface LabelCarriers {
  /** Every ref that contacts of the account carry here. */
  refs(account: AccountId): readonly string[];
  /** How many contacts carry it here; those deleted here do not count. */
  count(key: LabelKey): number;
  carriers(key: LabelKey): readonly ContactId[];
  /** The id under which a label is known that is stored nowhere but in its contacts, or that has a record of its own. */
  idOf(key: LabelKey): LabelId;
  /** The label behind an id; null: there is none. */
  keyOf(label: LabelId): LabelKey | null;
}

export interface LabelCarriersIndex extends LabelCarriers {
  /** A contact of the person in this slot, who is in the list. */
  note(slot: number, record: ContactRecord): void;
  /** For each contact that was noted, before the person's contacts change. */
  forget(slot: number, record: ContactRecord): void;
  /** The slots of the persons with a contact that carries it. */
  slotsWith(key: LabelKey): Bits;
  clear(): void;
}

/** How many contacts carry a label, and in which slots they are. */
interface Carriers {
  count: number;
  slots: Bits;
}

const NOBODY = noBits(0);

/** `contactsOf` gives the contacts of the person in a slot. */
export function createLabelCarriers(
  book: Pick<Book, 'label' | 'labels' | 'revision'>,
  contactsOf: (slot: number) => readonly ContactRecord[],
): LabelCarriersIndex {
  const byAccount = new Map<AccountId, Map<string, Carriers>>();
  /** Ids of labels without a record, as of this revision. */
  let derived: { readonly revision: number; readonly keys: ReadonlyMap<LabelId, LabelKey> } | null = null;

  const idOf = ({ account, ref }: LabelKey): LabelId =>
    book.labels(account).find((label) => refOf(label) === ref)?.id ??
    categoryId(account, ref, (id) => book.label(id) !== null);

  const derivedKeys = (): ReadonlyMap<LabelId, LabelKey> => {
    if (derived?.revision !== book.revision) {
      const keys = [...byAccount].flatMap(([account, refs]) =>
        [...refs.keys()].map((ref): LabelKey => ({ account, ref })),
      );
      derived = { revision: book.revision, keys: new Map(keys.map((key) => [idOf(key), key])) };
    }
    return derived.keys;
  };

  const slotsWith = ({ account, ref }: LabelKey): Bits => byAccount.get(account)?.get(ref)?.slots ?? NOBODY;

  return {
    refs: (account) => [...(byAccount.get(account)?.keys() ?? [])],
    count: ({ account, ref }) => byAccount.get(account)?.get(ref)?.count ?? 0,
    carriers: (key) =>
      slotsIn(slotsWith(key))
        .flatMap(contactsOf)
        .filter(({ account, local }) => account === key.account && carries(local, key.ref))
        .map(({ id }) => id),
    idOf,
    keyOf(id) {
      const label = book.label(id);
      return label === null ? (derivedKeys().get(id) ?? null) : { account: label.account, ref: refOf(label) };
    },
    slotsWith,
    note(slot, { account, local }) {
      let own = byAccount.get(account);
      if (own === undefined) byAccount.set(account, (own = new Map<string, Carriers>()));
      for (const ref of refsIn(local)) {
        let carriers = own.get(ref);
        if (carriers === undefined) own.set(ref, (carriers = { count: 0, slots: NOBODY }));
        carriers.count += 1;
        carriers.slots = withBit(carriers.slots, slot);
      }
    },
    forget(slot, { account, local }) {
      const own = byAccount.get(account);
      for (const ref of refsIn(local)) {
        const carriers = own?.get(ref);
        if (carriers === undefined) continue;
        carriers.count -= 1;
        clearBit(carriers.slots, slot);
        if (carriers.count === 0) own!.delete(ref);
      }
    },
    clear: () => byAccount.clear(),
  };
}

/** Each once. */
function refsIn(local: ContactFields | null): readonly string[] {
  const refs: string[] = [];
  for (const { ref } of local?.labels ?? []) if (ref !== undefined && !refs.includes(ref)) refs.push(ref);
  return refs;
}

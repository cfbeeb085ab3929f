// Owns: taking back what a run did (law 22): from its entries and the present contacts to ordinary edits. Pure.
// Leaves to others: what a run did (receipt.ts), storing the edits, bringing them to the cloud (the next sync).
import type { AccountId, AccountKind, ContactId, PersonId } from './account.ts';
import type { ContactFields, FieldName } from './contact.ts';
import { createRecord, deletionOf, settled } from './edit.ts';
import type { ContactChange } from './edit.ts';
import { changedFields, normalise } from './fields.ts';
import { mergeFields } from './merge.ts';
import { deletedPhoto, undoPhoto, UNTOUCHED_PHOTO } from './photo-undo.ts';
import type { RunEntry, RunReceipt } from './receipt.ts';
import { withoutTrail } from './replica.ts';
import type { ContactRecord } from './replica.ts';

export interface UndoContext {
  /** The stored contact as it is now. */
  readonly contact: (id: ContactId) => ContactRecord | null;
  /** What is at an account's other end. */
  readonly kind: AccountKind;
  /** Whether Kith has the bytes of a photo. */
  readonly hasPhoto: (hash: string) => boolean;
  /**
   * Whether a person has come back into an account by a new contact, in place of one that was deleted (law 23), or another
   * contact there says exactly the same as that one did.
   */
  readonly isBack: (person: PersonId, account: AccountId, fields: ContactFields) => boolean;
  /** The hash that the entries carry of a content. */
  readonly hashOf: (fields: ContactFields) => string;
  readonly newId: () => string;
  /** ISO 8601 of this moment. */
  readonly at: string;
}

export interface Undone {
  readonly changes: readonly ContactChange[];
  /** Contacts that have their former content again, that were brought back, and that were taken away again. */
  readonly restored: number;
  readonly recreated: number;
  readonly removed: number;
  /** Contacts left as they are: changed again since, brought by the cloud itself, or back already. */
  readonly left: number;
  /** Contacts whose photo stays as it is, because Kith has not got the former one. */
  readonly photosLost: number;
}

interface Outcome {
  readonly kind: 'restored' | 'recreated' | 'removed' | 'left';
  readonly change: ContactChange | null;
  readonly photoLost?: boolean;
}

/** The entries of a run about one contact. */
export interface ContactSteps {
  readonly contact: ContactId;
  readonly entries: readonly RunEntry[];
}

/** What a run did, contact by contact. A conflict as such took nothing away: a person decides it, before an undo or after it. */
export function stepsOf(receipt: RunReceipt): readonly ContactSteps[] {
  const entries = receipt.entries.filter(({ kind }) => kind !== 'conflict');
  return [...Map.groupBy(entries, ({ contact }) => contact)].map(([contact, entries]) => ({
    contact,
    entries,
  }));
}

/**
 * Takes back what a run of this account changed on either side: each contact gets the version that both sides agreed on
 * before the run, joined with what was edited since. What the run deleted comes back, what Kith created in the cloud is
 * deleted unless it was edited since, and what the cloud brought newly stays.
 */
export function undoSteps(account: AccountId, steps: readonly ContactSteps[], ctx: UndoContext): Undone {
  const counts = { restored: 0, recreated: 0, removed: 0, left: 0, photosLost: 0 };
  const changes: ContactChange[] = [];
  for (const { contact, entries } of steps) {
    const { kind, change, photoLost } = undoContact(account, entries, ctx.contact(contact), ctx);
    counts[kind] += 1;
    if (photoLost === true) counts.photosLost += 1;
    if (change !== null) changes.push(change);
  }
  return { changes, ...counts };
}

const LEFT: Outcome = { kind: 'left', change: null };

function undoContact(
  account: AccountId,
  steps: readonly RunEntry[],
  record: ContactRecord | null,
  ctx: UndoContext,
): Outcome {
  const now = record?.local ?? null;
  const created = steps.find(({ side, kind }) => side === 'cloud' && kind === 'create');
  if (created !== undefined)
    return created.again !== true && isUntouched(steps, record, ctx)
      ? { kind: 'removed', change: deletionOf(record!, ctx.at) }
      : LEFT;
  const former = formerContent(steps, now);
  const { photo, lost } =
    record === null || now === null ? UNTOUCHED_PHOTO : undoPhoto(steps, record, ctx.kind, ctx.hasPhoto);
  const photoLost = lost ? { photoLost: true } : {};
  const isSame = former === null || (now !== null && changedFields(now, former).length === 0);
  if (isSame && photo === null) return { ...LEFT, ...photoLost };
  if (record !== null) {
    const restored = isSame
      ? record
      : settled({
          ...withoutTrail(record),
          local: former,
          problem: null,
          changedAt: ctx.at,
          changedBy: 'you',
        });
    return {
      kind: now === null ? 'recreated' : 'restored',
      change: { kind: 'putContact', record: photo === null ? restored : { ...restored, photo } },
      ...photoLost,
    };
  }
  if (former === null) return LEFT;
  const { contact: id, person } = steps[0]!;
  if (ctx.isBack(person, account, former)) return LEFT;
  const fresh = createRecord({
    id,
    person,
    account,
    fields: former,
    createKey: ctx.newId(),
    at: ctx.at,
  });
  const back = deletedPhoto(steps, ctx.hasPhoto);
  // Exactly the former content, without what a new contact gets to make it whole.
  const whole = { ...fresh, local: former, ...(back.photo === null ? {} : { photo: back.photo }) };
  return {
    kind: 'recreated',
    change: { kind: 'putContact', record: whole },
    ...(back.lost ? { photoLost: true } : {}),
  };
}

/** Whether nobody changed the contact since the run's last step with it, and nobody over there waits for a decision. */
function isUntouched(steps: readonly RunEntry[], record: ContactRecord | null, ctx: UndoContext): boolean {
  const now = record?.local ?? null;
  return now !== null && record?.conflicts.length === 0 && ctx.hashOf(now) === steps.at(-1)!.here;
}

/** The content before the run's steps, the last one taken back first; null where the contact is to stay away. */
function formerContent(steps: readonly RunEntry[], now: ContactFields | null): ContactFields | null {
  const brought = steps.findLastIndex(({ side, kind }) => side === 'kith' && kind === 'create');
  // What came and went within the run was not there before it.
  if (brought >= 0 && now === null) return null;
  return steps.slice(brought + 1).reduceRight<ContactFields | null>((content, step) => {
    if (step.kind === 'delete') return content ?? step.before ?? null;
    if (step.kind === 'update' && content !== null) return takenBack(content, step);
    return content;
  }, now);
}

/** `content` without one update, joined with what was edited since: such edits stay where they overlap (law 3). */
function takenBack(content: ContactFields, { fields, before = {}, after = {} }: RunEntry): ContactFields {
  const edited = new Set(changedFields(only(content, fields), after));
  const joined = edited.size === 0 ? before : mergeFields(after, only(content, fields), before).fields;
  const out: Record<string, unknown> = { ...content };
  for (const name of fields) out[name] = edited.has(name) ? joined[name] : before[name];
  return normalise(out as ContactFields);
}

function only(fields: ContactFields, names: readonly FieldName[]): ContactFields {
  return Object.fromEntries(names.map((name) => [name, fields[name]])) as ContactFields;
}

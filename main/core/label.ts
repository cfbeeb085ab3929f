// Owns: what is stored of a label of one account (a Google contact group, an Outlook category), and what follows from it:
// by which ref contacts name it, what of it is pending. Leaves to others: which contacts carry it (their `labels` field),
// what a cloud's list does to it (label-merge.ts), bringing it to the cloud (sync/).
import type { AccountId, LabelId } from './account.ts';
import type { ContactFields, LabelRef } from './contact.ts';
import type { ErrorInfo } from './errors.ts';
import { normalise } from './fields.ts';
import { shortHash } from './json.ts';
import { fold } from './fold.ts';

/**
 * A label. `base` is the name that both sides agreed on (null: the cloud has none yet), `name` is ours (null: deleted
 * here, the cloud not yet told). `ref` is the cloud's own key, which contacts name; null until the cloud has it.
 * A base without a ref is the name of a create that was sent and that no reply settled. Neither base nor name: it is
 * gone on both sides, and remembered while contacts still name it, so that it is not sent again.
 */
export interface Label {
  readonly id: LabelId;
  readonly account: AccountId;
  readonly ref: string | null;
  readonly etag: string | null;
  readonly base: string | null;
  readonly name: string | null;
  readonly kind: 'user' | 'system';
  readonly problem: ErrorInfo | null;
  /** ISO 8601: when its create left or its deletion was acknowledged, until lists agree, which may take minutes; else absent. */
  readonly unlistedSince?: string | null;
}

/** A label that is shown: not deleted here. */
export type LiveLabel = Label & { readonly name: string };

export function isLive(label: Label): label is LiveLabel {
  return label.name !== null;
}

/** What the cloud has not been told yet of a label. */
export function labelPending(label: Label): 'create' | 'rename' | 'delete' | null {
  if (label.name === null) return label.base === null ? null : 'delete';
  if (label.ref === null) return 'create';
  return label.name === label.base ? null : 'rename';
}

/** The ref that contacts carry: the cloud's, or one of Kith's own until the cloud has the label. */
export function refOf(label: Label): string {
  return label.ref ?? `kith:${label.id}`;
}

/** Names of labels are compared without case and accents, as people do. */
export function sameLabelName(a: string, b: string): boolean {
  return fold(a.trim()) === fold(b.trim());
}

/**
 * The id of a category that is stored nowhere but in the contacts that have it. `taken` tells whether a stored label of
 * another name has the id.
 */
export function categoryId(account: AccountId, ref: string, taken: (id: LabelId) => boolean): LabelId {
  for (let n = 0; ; n++) {
    const id = `c${shortHash(`${account} ${ref} ${n}`)}` as LabelId;
    if (!taken(id)) return id;
  }
}

export function carries(fields: ContactFields | null, ref: string): boolean {
  return fields?.labels?.some((label) => label.ref === ref) ?? false;
}

/** `fields` with `to` in place of the label `from`; null takes it off. The same object where it has no such label. */
export function replaceLabel(fields: ContactFields, from: string, to: string | null): ContactFields {
  if (!carries(fields, from)) return fields;
  const without = (fields.labels ?? []).filter(({ ref }) => ref !== from);
  const labels = to === null ? without : withLabel(without, to);
  return normalise({ ...fields, labels });
}

/** The labels of a contact and one more; the same where it is among them. */
export function withLabel(labels: readonly LabelRef[], ref: string): readonly LabelRef[] {
  if (labels.some((label) => label.ref === ref)) return labels;
  // Two devices that give the same label make the same value. A label is a value of its own, never a changed other one.
  const stem = `l${shortHash(ref)}`;
  let id = stem;
  for (let n = 2; labels.some((label) => label.id === id); n++) id = `${stem}~${n}`;
  return [...labels, { id, ref }];
}

/** `fields` without the labels of these refs; the same object where it has none of them. */
export function withoutLabels(fields: ContactFields, refs: ReadonlySet<string>): ContactFields {
  if (!fields.labels?.some(({ ref }) => refs.has(ref ?? ''))) return fields;
  return normalise({ ...fields, labels: fields.labels.filter(({ ref }) => !refs.has(ref ?? '')) });
}

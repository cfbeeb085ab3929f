// Owns: what a complete list of a cloud's labels does to the stored ones (laws 3, 4, 8, 9). Pure.
// Leaves to others: asking for the list and whether to believe it (sync/), contacts' memberships (reconcile.ts).
import type { AccountId, LabelId } from './account.ts';
import type { ErrorInfo } from './errors.ts';
import { isLive, sameLabelName } from './label.ts';
import type { Label } from './label.ts';

/** A label as its cloud lists it. */
export interface ListedLabel {
  readonly ref: string;
  readonly etag: string | null;
  readonly name: string;
  readonly kind: 'user' | 'system';
}

export interface LabelContext {
  readonly account: AccountId;
  readonly newId: () => string;
  /** Whether the cloud's lists may still be behind what it acknowledged of this label. */
  readonly mayBeUnlisted: (label: Label) => boolean;
  /** Whether any contact names this ref. */
  readonly carried: (ref: string) => boolean;
}

export interface LabelMerge {
  readonly put: readonly Label[];
  readonly drop: readonly LabelId[];
  /** Labels that turned out to be in the cloud already: contacts name them by its ref from here on. */
  readonly adopted: readonly Label[];
  /** What the cloud changed here. */
  readonly changed: readonly { readonly name: string; readonly kind: 'create' | 'update' | 'delete' }[];
  /** What was done here and lost to what was done there. */
  readonly lost: readonly ErrorInfo[];
}

/** What became of one stored label: its next version, or null where nothing of it remains. */
interface Verdict {
  readonly label: Label | null;
  readonly changed?: 'update' | 'delete' | 'create';
  readonly lost?: ErrorInfo;
}

/** Merges a complete list into what is stored of the account. */
export function mergeLabels(
  stored: readonly Label[],
  listed: readonly ListedLabel[],
  ctx: LabelContext,
): LabelMerge {
  const byRef = new Map(listed.map((remote) => [remote.ref, remote]));
  const known = new Set(stored.flatMap(({ ref }) => ref ?? []));
  const fresh = new Map([...byRef].filter(([ref]) => !known.has(ref)));
  const out = { put: [] as Label[], drop: [] as LabelId[], adopted: [] as Label[], lost: [] as ErrorInfo[] };
  const changed: { name: string; kind: 'create' | 'update' | 'delete' }[] = [];
  for (const label of stored) {
    const remote = label.ref === null ? sameNamed(label, fresh) : byRef.get(label.ref);
    if (remote !== undefined) fresh.delete(remote.ref);
    const verdict =
      label.ref === null
        ? receiveOwn(label, remote, ctx)
        : remote === undefined
          ? missing(label, ctx)
          : receiveLabel(label, remote, ctx);
    if (verdict.label === null) out.drop.push(label.id);
    else if (!same(verdict.label, label)) out.put.push(verdict.label);
    if (verdict.label !== null && label.ref === null && verdict.label.ref !== null)
      out.adopted.push(verdict.label);
    if (verdict.changed !== undefined)
      changed.push({ name: verdict.label?.name ?? label.name ?? label.base ?? '', kind: verdict.changed });
    if (verdict.lost !== undefined) out.lost.push(verdict.lost);
  }
  for (const remote of fresh.values()) {
    const id = ctx.newId() as LabelId;
    const { name } = remote;
    out.put.push({ id, account: ctx.account, ...remote, base: name, problem: null });
    if (remote.kind === 'user') changed.push({ name, kind: 'create' });
  }
  return { ...out, changed };
}

function same(a: Label, b: Label): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(label: Label): unknown {
  return Object.entries({ ...label, unlistedSince: label.unlistedSince ?? null }).sort(([x], [y]) =>
    x < y ? -1 : 1,
  );
}

/** The cloud has each name once: one that it lists by the name of a create is that create, whoever made it (law 9). */
function sameNamed(label: Label, fresh: ReadonlyMap<string, ListedLabel>): ListedLabel | undefined {
  const name = label.base ?? label.name ?? '';
  return [...fresh.values()].find((remote) => remote.kind === 'user' && sameLabelName(remote.name, name));
}

/** A label that was made here and has no ref yet. */
function receiveOwn(label: Label, remote: ListedLabel | undefined, ctx: LabelContext): Verdict {
  if (remote !== undefined) {
    const renamedHere = label.base !== null && label.name !== label.base;
    const { ref, etag, name: base } = remote;
    return {
      label: { ...label, ref, etag, base, name: renamedHere ? label.name : base, ...settled },
    };
  }
  if (label.base === null || ctx.mayBeUnlisted(label)) return { label };
  return { label: isLive(label) ? { ...label, base: null, unlistedSince: null } : null };
}

const settled = { problem: null, unlistedSince: null };

function receiveLabel(label: Label, remote: ListedLabel, ctx: LabelContext): Verdict {
  const { etag, name: theirs, kind } = remote;
  const taken = { ...label, etag, kind, base: theirs, name: theirs, ...settled };
  const renamedThere = theirs !== label.base;
  if (label.name === null && label.base === null) {
    // Gone a moment ago, and still in the list; after that it is there again.
    return ctx.mayBeUnlisted(label) ? { label } : { label: taken, changed: 'create' };
  }
  if (!renamedThere) return { label: { ...label, etag, kind, unlistedSince: null } };
  if (label.name === label.base || label.name === theirs) return { label: taken, changed: 'update' };
  const problem = label.name === null ? deletionUndone(label, theirs) : renameLost(label, theirs);
  return { label: { ...taken, problem }, changed: 'update', lost: problem };
}

/** The list does not have it. */
function missing(label: Label, ctx: LabelContext): Verdict {
  if (label.base !== null && label.name !== null && ctx.mayBeUnlisted(label)) return { label };
  const remains = ctx.carried(label.ref ?? '') || (label.base === null && ctx.mayBeUnlisted(label));
  const gone = { ...label, etag: null, base: null, name: null, problem: null };
  const verdict = { label: remains ? gone : null };
  if (!isLive(label)) return verdict;
  const lost = label.name === label.base ? {} : { lost: renameOfGone(label) };
  return { ...verdict, changed: 'delete', ...lost };
}

function lostError(label: Label, message: string): ErrorInfo {
  return {
    code: 'provider.stale',
    message,
    retry: 'never',
    context: { account: label.account, label: label.id },
  };
}

function renameLost(label: Label, theirs: string): ErrorInfo {
  return lostError(
    label,
    `The label "${label.base}" was renamed here to "${label.name}" and in the cloud to "${theirs}". It has the cloud's name now, and its contacts; rename it again if you prefer yours.`,
  );
}

function deletionUndone(label: Label, theirs: string): ErrorInfo {
  return lostError(
    label,
    `The label "${label.base}" was deleted here and renamed in the cloud to "${theirs}", so it stays. Delete it again if nobody needs it.`,
  );
}

function renameOfGone(label: Label): ErrorInfo {
  return lostError(
    label,
    `The label "${label.base}" was renamed here to "${label.name}" and deleted in the cloud. Its contacts are kept; make it again if you need it.`,
  );
}

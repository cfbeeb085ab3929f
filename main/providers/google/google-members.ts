// Owns: bringing contacts into contact groups and out of them, one request a group, and what became of each contact.
// Leaves to others: which groups a contact is to be in (google-memberships.ts), the groups themselves (google-labels.ts).
import type { people_v1 } from 'googleapis/build/src/apis/people/index.js';
import { AppError } from '../../core/errors.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { RemoteContact, UpdateOperation, WriteOutcome } from '../provider.ts';
import type { GoogleReply, GoogleRequest } from './google-client.ts';
import type { ErrorContext } from './google-errors.ts';
import { isMember, membershipChange } from './google-memberships.ts';
import type { MembershipChange } from './google-memberships.ts';
import { failureOutcomes } from './google-outcomes.ts';

/** One request of a batch, its body beside the call of googleapis that sends it. */
export type Sender = (
  operation: string,
  body: JsonObject,
  call: Parameters<GoogleRequest>[2],
) => Promise<GoogleReply>;

export interface MemberCalls {
  readonly send: Sender;
  /** The present versions by id. */
  readonly fetch: (remoteIds: readonly string[]) => Promise<ReadonlyMap<string, RemoteContact>>;
  readonly context: ErrorContext;
}

/** An update whose other fields are written: `shown` is the contact after that, null where nobody has told. */
export interface Updated {
  readonly operation: UpdateOperation;
  readonly shown: RemoteContact | null;
  /** Other fields were sent, and applied. */
  readonly written: boolean;
}

interface Move extends Updated, MembershipChange {}

/** What is known of a batch on its way. Contacts by their operation's key. */
interface Moving {
  /** Something of the contact was applied. */
  readonly applied: Set<string>;
  readonly failed: Map<string, WriteOutcome>;
  /** Google said that there is no such contact. */
  readonly missing: Set<string>;
  /** It was to leave a group that Google does not know: one that is gone, or too new to be known everywhere. */
  readonly unknownLeft: Set<string>;
  /** Why nothing more is sent, and what was not sent of each contact by then. */
  halt: AppError | null;
  readonly unsent: Set<string>;
}

/**
 * Sends the changes of labels and favorite that are in these updates, at most one request a group for those that join it
 * and, once everybody is where they are to be, one for those that leave. Memberships have no version to check: only what
 * differs from `operation.base` is sent, so that groups given elsewhere meanwhile stay. Nobody is moved beyond a failure.
 * As the replies bring no versions, contacts are read again at the end. A batch has 200 contacts at most, and People API
 * takes 1,000 a request. Throws where nothing of the batch was applied, as ContactProvider.write does.
 */
export async function moveMembers(
  calls: MemberCalls,
  updates: readonly Updated[],
): Promise<readonly WriteOutcome[]> {
  const moves = updates.map(moveOf);
  const moving: Moving = {
    applied: new Set(updates.filter(({ written }) => written).map(({ operation }) => operation.key)),
    failed: new Map(),
    missing: new Set(),
    unknownLeft: new Set(),
    halt: null,
    unsent: new Set(),
  };
  for (const way of ['join', 'leave'] as const) {
    for (const ref of new Set(moves.flatMap((move) => move[way]))) {
      const members = moves.filter((move) => move[way].includes(ref) && isOnTheWay(moving, move));
      if (members.length === 0) continue;
      if (moving.halt === null) await modify(calls, moving, { ref, way, members });
      else for (const { operation } of members) moving.unsent.add(operation.key);
    }
  }
  if (moving.halt !== null && moving.applied.size === 0 && moving.failed.size === 0) throw moving.halt;
  const present = await readAgain(calls, moving, moves);
  return moves.map((move) => outcomeOf(calls, moving, move, present));
}

/** What is still to be done of it: another device may have given the same label, as the reply to other fields shows. */
function moveOf(updated: Updated): Move {
  const { operation, shown } = updated;
  const { join, leave } = membershipChange(operation.base, operation.fields);
  return {
    ...updated,
    join: join.filter((ref) => shown === null || !isMember(shown.fields, ref)),
    leave: leave.filter((ref) => shown === null || isMember(shown.fields, ref)),
  };
}

/** Its name at Google, which the reply to other fields may have brought anew. */
function nameOf({ operation, shown }: Move): string {
  return shown?.remoteId ?? operation.remoteId;
}

function isOnTheWay({ failed, missing }: Moving, { operation: { key } }: Move): boolean {
  return !failed.has(key) && !missing.has(key);
}

interface Group {
  readonly ref: string;
  readonly way: 'join' | 'leave';
  readonly members: readonly Move[];
}

/** Lets contacts join or leave one group. */
async function modify(calls: MemberCalls, moving: Moving, group: Group): Promise<void> {
  const operations = group.members.map(({ operation }) => operation);
  const reply = await sendOne(calls, group).catch((thrown: unknown) => haltedBy(moving, thrown));
  if (reply === null) for (const { key } of operations) moving.unsent.add(key);
  else if (reply === 'noGroup') {
    const error = labelMissing(calls.context);
    for (const { key } of operations) {
      if (group.way === 'join') moving.failed.set(key, { kind: 'refused', key, error });
      else moving.unknownLeft.add(key);
    }
  } else if (reply.kind === 'failure') {
    try {
      for (const outcome of failureOutcomes(operations, reply)) moving.failed.set(outcome.key, outcome);
      if (reply.mayHaveBeenApplied) moving.halt = reply.error;
    } catch (thrown) {
      haltedBy(moving, thrown);
      for (const { key } of operations) moving.unsent.add(key);
    }
  } else {
    const missing = namesIn(reply.body['notFoundResourceNames']);
    const last = namesIn(reply.body['canNotRemoveLastContactGroupResourceNames']);
    for (const move of group.members) {
      const { key } = move.operation;
      if (missing.has(nameOf(move))) moving.missing.add(key);
      // Somebody took it out of its other groups meanwhile: with these known it makes room for My Contacts.
      else if (last.has(nameOf(move))) moving.failed.set(key, { kind: 'stale', key });
      else moving.applied.add(key);
    }
  }
}

/** Notes why nothing more is sent. A mistake in this code is no such reason. */
function haltedBy(moving: Moving, thrown: unknown): null {
  if (!(thrown instanceof AppError)) throw thrown;
  moving.halt = thrown;
  return null;
}

/** A group's name as it can stand in an address; others, which a script may have given, Google cannot know. */
const GROUP_NAME = /^contactGroups\/(?!\.{1,2}$)[\w.~-]+$/;

async function sendOne(
  { send }: MemberCalls,
  { ref, way, members }: Group,
): Promise<GoogleReply | 'noGroup'> {
  if (!GROUP_NAME.test(ref)) return 'noGroup';
  const names = members.map(nameOf);
  const requestBody = { [way === 'join' ? 'resourceNamesToAdd' : 'resourceNamesToRemove']: names };
  const parameters: people_v1.Params$Resource$Contactgroups$Members$Modify = {
    resourceName: ref,
    requestBody,
  };
  const reply = await send('contactGroups.members.modify', requestBody, (_people, options, groups) =>
    groups.members.modify(parameters, options),
  );
  return reply.kind === 'failure' && reply.problem?.status === 404 ? 'noGroup' : reply;
}

function namesIn(list: Json | undefined): ReadonlySet<Json> {
  return new Set(Array.isArray(list) ? (list as readonly Json[]) : []);
}

/** The versions after the moves; null where they cannot be read. */
async function readAgain(
  { fetch }: MemberCalls,
  moving: Moving,
  moves: readonly Move[],
): Promise<ReadonlyMap<string, RemoteContact> | null> {
  // Where Google only asks to slow down, reading has a quota of its own.
  if (moving.halt !== null && moving.halt.code !== 'provider.throttled') return null;
  const wanted = moves.filter(
    (move) =>
      !moving.failed.has(move.operation.key) && !moving.unsent.has(move.operation.key) && isUnknown(move),
  );
  if (wanted.length === 0) return new Map();
  try {
    return await fetch(wanted.map(nameOf));
  } catch (thrown) {
    if (moving.applied.size === 0) throw thrown;
    return haltedBy(moving, thrown);
  }
}

/** Whether its present version is to be read: it was moved, or there was nothing to send. */
function isUnknown({ join, leave, shown, written }: Move): boolean {
  return join.length > 0 || leave.length > 0 || (shown === null && !written);
}

function outcomeOf(
  { context }: MemberCalls,
  moving: Moving,
  move: Move,
  present: ReadonlyMap<string, RemoteContact> | null,
): WriteOutcome {
  const { key } = move.operation;
  const { halt, failed } = moving;
  const own = failed.get(key);
  if (own !== undefined) return moving.applied.has(key) ? inPart(own) : own;
  if (!isUnknown(move)) return { kind: 'done', key, contact: move.shown };
  if (halt !== null && (present === null || moving.unsent.has(key))) {
    return moving.applied.has(key)
      ? { kind: 'ambiguous', key, error: halt }
      : { kind: 'notApplied', key, error: halt };
  }
  const contact = present?.get(nameOf(move));
  if (moving.missing.has(key)) return { kind: contact === undefined ? 'gone' : 'stale', key };
  if (contact !== undefined && isMoved(move, contact)) return { kind: 'done', key, contact };
  // One that is gone has no members: whoever was to leave it has left, unless the contact itself still says otherwise.
  if (contact !== undefined && moving.unknownLeft.has(key)) {
    const refused: WriteOutcome = { kind: 'refused', key, error: labelMissing(context) };
    return moving.applied.has(key) ? inPart(refused) : refused;
  }
  return { kind: 'done', key, contact: null };
}

/** A part of it is in the cloud: with that read, the rest is sent again, and told by itself if it fails. */
function inPart(outcome: WriteOutcome): WriteOutcome {
  const error = 'error' in outcome ? outcome.error : null;
  return error === null
    ? { kind: 'stale', key: outcome.key }
    : { kind: 'ambiguous', key: outcome.key, error };
}

/** Reads may lag behind writes: a version from before a move would look as if somebody had taken it back. */
function isMoved({ join, leave }: MembershipChange, { fields }: RemoteContact): boolean {
  return join.every((ref) => isMember(fields, ref)) && !leave.some((ref) => isMember(fields, ref));
}

/** A label that was made a moment ago may not be known everywhere yet, so the next sync tries again. */
export function labelMissing(context: ErrorContext): AppError {
  return new AppError(
    'provider.rejected',
    'Google does not know a label of this contact. The change stays in Kith; the next sync looks at the labels and tries again.',
    { retry: 'later', context: { ...context, reason: 'labelMissing' } },
  );
}

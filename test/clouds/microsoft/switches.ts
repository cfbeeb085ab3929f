// Owns: the switches that only the practice Microsoft cloud has, beside the faults common to both clouds.
// Leaves to others: obeying them (each where it matters), and merging and counting them (the kit).
import type { CommonFaults, Limited } from '../kit/faults.ts';

/** How the mailbox answers a rush: by a whole number of seconds, a decimal one, or without saying how long. */
export type RetryAfterStyle = 'whole' | 'decimal' | 'missing';

export interface MicrosoftFaults extends CommonFaults {
  /** What `If-Match` does; no Microsoft page says. Absent: a stale one is refused with 412. */
  ifMatch?: 'enforce409' | 'ignore';
  /** Refuses with the conflict body though nothing conflicts, as seen on Outlook resources. */
  spuriousConflict?: true | (Limited & { status?: 409 | 412; reads?: true });
  /** Refuses a write with 503 because another one to the same contact is under way. */
  concurrentItemSave?: true | Limited;
  /** The service keeps names of email addresses to itself: what is sent is replaced by the address. */
  emailNames?: 'server';
  /** A PATCH of an address keeps the parts that are not named. Absent: the address is replaced. */
  addressPatch?: 'merge';
  /** Consumer mailboxes drop extended properties that come with a create (seen on events). */
  extendedDroppedOnCreate?: true;
  /** What an unset text looks like. Absent: null. */
  unset?: 'empty' | 'absent';
  /** Birthdays are the local midnight of a program so many hours east of Greenwich. Absent: 11:59 UTC. */
  birthdayMidnight?: number;
  /** The reply to a create names little more than the id. */
  thinCreateReply?: true;
  /** A new contact answers 404 by id this many times, though it is listed. */
  notFoundAfterCreate?: number;
  /** Delta shows of a changed contact only what changed. */
  sparseDelta?: true;
  /** Delta shows the first contact of each page again on the next one. */
  repeatInDelta?: true;
  /** The first round of a folder has tombstones of what left it earlier. */
  removedInFirstRound?: true;
  /** The deletion of a folder's last contact stays out of delta. */
  lastDeletionMissing?: true;
  /** Delta ends with an empty page. */
  emptyLastPage?: true;
  /** Writes that touch only extended properties stay out of delta. */
  extendedChangesUntracked?: true;
  /** Stored delta and page links are refused. `code` absent: 410 SyncStateNotFound. */
  deltaReset?: true | (Limited & { code?: DeltaReset });
  /** At most so many sub-requests of a batch get through; the rest are throttled. Graph runs 4 at once. */
  batchConcurrency?: number;
  /** How `batchConcurrency` says when to come back. Absent: whole seconds. */
  batchRetryAfter?: RetryAfterStyle;
  /** 429 with another body than "over its MailboxConcurrency limit". */
  throttleBody?: 'documented' | 'incomingBytes' | 'activityLimitReached' | 'unknownError' | 'tooManyObjects';
  /** Personal accounts: contact photos are refused. */
  photosRefused?: boolean;
  /** An empty photo in place of one is refused, or taken without any effect. */
  photoRemoval?: 'refused' | 'ignored';
  /** The token endpoint refuses refresh tokens in one of the known ways. */
  refreshRefused?: RefreshRefusal;
}

export type DeltaReset =
  | 'SyncStateNotFound'
  | 'resyncRequired'
  | 'ResyncRequired'
  | 'InvalidDeltaToken'
  | 'SyncStateInvalid'
  | 'ErrorInvalidIdMalformed'
  | 'ErrorItemNotFound';

/** The shapes of a refused refresh; each leads an MSAL client somewhere else. */
export type RefreshRefusal =
  | 'badToken'
  | 'consentRequired'
  | 'expired'
  | 'passwordChanged'
  | 'interactionRequired'
  | 'throttled'
  | 'html502';

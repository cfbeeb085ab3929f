// Owns: what one request can reach: the signed-in account, the switches, the clock.
// Leaves to others: everything done with them (reads.ts, writes.ts, groups.ts), building them (google-cloud.ts).
import type { CommonFaults, Limited } from '../kit/faults.ts';
import type { PracticeUser } from '../kit/signin.ts';
import type { Book } from './book.ts';
import type { Groups } from './groups.ts';
import type { Quota } from './refusals.ts';

/** Faults only Google has, beside the common ones. */
export interface GoogleFaults extends CommonFaults {
  /** Refuse sync tokens as expired; `way`: 400 FAILED_PRECONDITION (default), 400 INVALID_ARGUMENT, or 410. */
  expiredSyncToken?: Limited & { way?: 'precondition' | 'invalidArgument' | 'gone' };
  /** Refuse with one of the 429 bodies; `account` is the long-lasting one. */
  quota?: Limited & { which: Quota };
  /** Real quotas, counted by the clock's minutes. updateContact uses up reads as well. */
  writesPerMinute?: number;
  readsPerMinute?: number;
  /** The first page of a complete listing has a quota of its own. */
  fullListingQuota?: true | Limited;
  /** Reads by name answer the version before the last write. */
  staleReads?: true | Limited;
  /** Milliseconds until a write shows in listings. */
  propagationMs?: number;
  /** Return repeated values in another order than written. */
  shuffle?: boolean;
  /** Tombstones carry nothing but the resource name and the flag. */
  bareTombstones?: boolean;
  /** A batch that is refused does not say for which of its contacts. */
  unnamedErrors?: true;
  /** The account holds as many contacts as it may; creates are refused. */
  full?: boolean;
  /** Refuse to write calendarUrls, as one client saw. */
  calendarUrlsRefused?: boolean;
  /** Accept an update that carries person.etag but no metadata.sources, as was seen, against the documentation. */
  sourcesOptional?: boolean;
  /** Milliseconds for which writes of contacts do not find a group that was just made, as clients saw. */
  freshGroupMs?: number;
  /** Groups are listed as they were when this was switched on, as clients saw. */
  staleGroups?: boolean;
  /** List no group at all. */
  noGroups?: Limited;
  /** Changes of photos are refused. */
  photosRefused?: boolean;
  /** Photos of more bytes are refused; no limit is documented. */
  photoLimit?: number;
  apiDisabled?: boolean;
  /** Refuse as if the person had unticked contacts on the consent page. */
  missingScope?: boolean;
}

export interface Account {
  readonly user: PracticeUser;
  readonly book: Book;
  readonly groups: Groups;
  /** Listings under way, by page token. */
  readonly listings: Map<string, unknown>;
  /** Resource names that a partial listing left out. */
  readonly leftOut: Set<string>;
  /** Sync tokens of an earlier generation are expired. */
  tokenGeneration: number;
}

export interface Surroundings {
  readonly faults: GoogleFaults;
  now(): number;
  /** Root of the practice cloud, without a trailing slash. */
  url(): string;
  /** At most this many contacts a page, whatever was asked for. */
  readonly pageSizeCap: number;
}

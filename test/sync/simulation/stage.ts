// Owns: what a simulated history goes on on: the sides, the world, the present dice, and what counts were met.
// Leaves to others: opening it (open-stage.ts), playing the steps (play.ts), what people and devices do (actions.ts).
import type { AccountId } from '../../../main/core/account.ts';
import type { ContactFields } from '../../../main/core/contact.ts';
import type { ContactRecord } from '../../../main/core/replica.ts';
import type { EngineOptions } from '../../../main/sync/engine.ts';
import type { RunReport } from '../../../preload/contract.ts';
import type { steppingClock, TestKith } from '../../support/kith.ts';
import type { Device } from './devices.ts';
import type { Dice } from './dice.ts';
import type { MemoryDisk } from './disk.ts';
import type { Values } from './edits.ts';
import type { Crash, Meanwhile } from './history.ts';
import type { Ledger } from './ledger.ts';
import type { Network } from './network.ts';

/** One account: its cloud as another device sees it, and the oracle's books of it. */
export interface Side {
  readonly account: AccountId;
  readonly device: Device;
  readonly ledger: Ledger;
}

export interface World {
  readonly trace: string[];
  readonly counts: Map<string, number>;
  readonly sides: readonly Side[];
  readonly net: Network;
  readonly disk: MemoryDisk;
  readonly clock: ReturnType<typeof steppingClock>;
  kith: TestKith;
  count(what: string): void;
  /** One run of each of these accounts, at the same time, without anything else going on. */
  sync(sides: readonly Side[], options?: EngineOptions): Promise<readonly RunReport[]>;
  close(): Promise<void>;
}

/** What is to come in while runs are under way. */
export interface Interference {
  meanwhile: readonly Meanwhile[];
  crash: Crash | null;
  /** Moments and transactions so far. */
  moments: number;
  transactions: number;
  /** Accounts that have just looked at what they are about to delete. */
  readonly looking: Set<string>;
}

export interface Stage {
  readonly world: World;
  /** New values, and how many contacts were made so far. */
  readonly make: Values;
  contacts: number;
  /** Persons are kept in step in this history (law 23). */
  readonly inStep: boolean;
  /** Values that an account cannot hold, as `account value`: in its contact they are no edit that undoes a deletion (law 21). */
  readonly unheld: Set<string>;
  /** Contacts deleted in an account's cloud, as `account contact`. */
  readonly deletedThere: Set<string>;
  /**
   * Contacts that were made anew beside the one there was: by an undo, where an edit of another account's had brought one
   * back, or because of an edit, while a cloud denied that it has them.
   */
  readonly recreated: Set<string>;
  /** What went wrong on the way. */
  readonly wrong: string[];
  readonly interference: Interference;
  readonly dice: () => Dice;
  /** Seeds the dice for what comes next. */
  readonly roll: (choice: number) => void;
  /** Opens Kith again from what is on the disk. */
  readonly reopen: () => Promise<void>;
  /** Books what a command did that the process died in: nobody knew whether it was stored. */
  readonly unsettled: (() => void)[];
  readonly hiddenSince: Map<AccountId, number>;
  /** Accounts of which a listing left something out: only another complete one names that. */
  readonly leftOut: Set<AccountId>;
  /** Accounts in which new contacts were not found by their ids for a while. */
  readonly notFound: Set<AccountId>;
  /** Minutes by which the clock went back in all: what is to happen in a day is late by so much. */
  setBack: number;
}

/** Which contact of the simulation a version is: its middle name never changes. */
export const identity = (fields: ContactFields | null): string => fields?.name?.middle ?? '';
export const identityOf = (record: ContactRecord): string => identity(record.local) || identity(record.base);

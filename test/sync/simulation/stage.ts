// Owns: what a simulated history goes on on: both sides, the world, the present dice. Leaves to others: opening it and
// playing the steps (history.ts), what people and devices do (actions.ts).
import type { AccountId } from '../../../main/core/account.ts';
import type { ContactFields } from '../../../main/core/contact.ts';
import type { ContactRecord } from '../../../main/core/replica.ts';
import type { RunReport } from '../../../preload/contract.ts';
import type { steppingClock, TestKith } from '../../support/kith.ts';
import type { Device } from './devices.ts';
import type { Dice } from './dice.ts';
import type { Values } from './edits.ts';
import type { Ledger } from './ledger.ts';
import type { Network } from './network.ts';

export interface Side {
  readonly device: Device;
  readonly ledger: Ledger;
  account(): AccountId;
}

export interface World {
  readonly seed: number;
  readonly trace: string[];
  readonly counts: Map<string, number>;
  readonly sides: readonly Side[];
  readonly net: Network;
  readonly dice: Dice;
  kith: TestKith;
  count(what: string): void;
  /** One run of an account, without anything else going on. */
  sync(side: Side): Promise<RunReport>;
  /** Decides every conflict there is, at random. */
  decideAll(): void;
  heal(): void;
  /** Lets time pass. */
  wait(minutes: number): Promise<void>;
  close(): Promise<void>;
}

/** Which contact of the simulation a version is: its middle name never changes. */
export const identity = (fields: ContactFields | null): string => fields?.name?.middle ?? '';
export const identityOf = (record: ContactRecord): string => identity(record.local) || identity(record.base);

/** What a history goes on on: the world, and the dice of the present step. */
export interface Stage {
  readonly world: World;
  /** New values, and how many contacts were made so far. */
  readonly make: Values;
  contacts: number;
  readonly clock: ReturnType<typeof steppingClock>;
  /** Opens Kith again on a profile. */
  readonly open: (folder: string) => Promise<void>;
  readonly dice: () => Dice;
  readonly roll: (n: number) => void;
  readonly openSync: { meanwhile: number; crash: number };
  crashed: string | null;
  readonly hiddenSince: Map<string, number>;
  readonly graph: 'v1.0' | 'beta';
}

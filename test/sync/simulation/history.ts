// Owns: one simulated history: the steps that people, other devices, the network and crashes take at random.
// Leaves to others: edits (edits.ts), the network (network.ts), what must be true at the end (verdict.ts).
import { cpSync, mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AccountId, PersonId } from '../../../main/core/account.ts';
import type { ContactFields } from '../../../main/core/contact.ts';
import { changedFields, sameFields } from '../../../main/core/fields.ts';
import type { ContactRecord } from '../../../main/core/replica.ts';
import type { RunReport } from '../../../preload/contract.ts';
import { startClouds } from '../../clouds/clouds.ts';
import type { Clouds } from '../../clouds/clouds.ts';
import { clearFaults } from '../../clouds/kit/faults.ts';
import { countingIds, openTestKith, removeFolder, steppingClock } from '../../support/kith.ts';
import type { TestKith } from '../../support/kith.ts';
import { googleDevice, microsoftDevice } from './devices.ts';
import type { Device } from './devices.ts';
import { dice as diceOf } from './dice.ts';
import type { Dice } from './dice.ts';
import { patchOf, randomEdit, values, writtenIn } from './edits.ts';
import { ledger } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { network } from './network.ts';
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
  readonly clouds: Clouds;
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

export interface Shape {
  /** How many steps at most. */
  readonly steps?: number;
  readonly graph?: 'v1.0' | 'beta';
  /** Steps to leave out by their number, to find out which matter. */
  readonly without?: ReadonlySet<number>;
}

/** Which contact of the simulation a version is: its middle name never changes. */
export const identity = (fields: ContactFields | null): string => fields?.name?.middle ?? '';
export const identityOf = (record: ContactRecord): string => identity(record.local) || identity(record.base);

/** Plays a history up to its last step. The caller heals, syncs, judges and closes. */
export async function play(seed: number, shape: Shape = {}): Promise<World> {
  const stage = await openStage(seed, shape);
  const { world } = stage;
  const steps = shape.steps ?? 10 + world.dice.int(30);
  for (let n = 0; n < steps; n++) {
    // Each step has dice of its own, so that leaving one out changes no other.
    stage.roll(n);
    if (shape.without?.has(n) === true) continue;
    world.trace.push(`step ${n}`);
    await step(stage);
    catchUp(stage);
  }
  return world;
}

/** What a history goes on on: the world, and the dice of the present step. */
interface Stage {
  readonly world: World;
  readonly dice: () => Dice;
  readonly roll: (n: number) => void;
  readonly openSync: { meanwhile: number; crash: number };
  crashed: string | null;
  readonly hiddenSince: Map<string, number>;
  readonly graph: 'v1.0' | 'beta';
}

async function openStage(seed: number, shape: Shape): Promise<Stage> {
  let dice = diceOf(seed);
  const graph = shape.graph ?? (dice.chance(0.5) ? 'v1.0' : 'beta');
  const clock = steppingClock();
  const clouds = await startClouds({ google: 0, microsoft: 0, now: clock.now });
  const ids = countingIds();
  const trace: string[] = [];
  const counts = new Map<string, number>();
  const count = (what: string) => void counts.set(what, (counts.get(what) ?? 0) + 1);
  const rolling: Dice = { int: (n) => dice.int(n), chance: (p) => dice.chance(p), pick: (all) => dice.pick(all), weighted: (all) => dice.weighted(all) };
  const kith = await openTestKith(clouds, { clock, ids, graph });
  const devices = [googleDevice(clouds), microsoftDevice(clouds, graph)];
  const sides = devices.map((device): Side => ({ device, ledger: ledger(), account: () => world.kith[device.provider] }));
  const realFetch = globalThis.fetch;
  const net = network({
    dice: rolling, count,
    serviceOf: (url) => (url.startsWith(clouds.google.url) ? 'google' : 'microsoft'),
    faults: { google: devices[0]!.faults, microsoft: devices[1]!.faults },
    moment: (when) => {
      trace.push(when);
      moment(stage);
    },
  });
  globalThis.fetch = net.fetch;
  const folders = new Set([kith.folder]);
  const world: World = {
    seed, trace, counts, sides, clouds, net, dice: rolling, kith, count,
    sync: async (side) => {
      const report = await world.kith.sync(side.account());
      note(world, side, report);
      return report;
    },
    decideAll: () => { for (const side of sides) while (decide(stage, side)); },
    heal: () => {
      net.rate = 0;
      for (const { faults } of devices) clearFaults(faults);
    },
    wait: async (minutes) => clock.sleep(minutes * 60_000),
    close: async () => {
      globalThis.fetch = realFetch;
      await world.kith.close();
      await clouds.close();
      for (const folder of folders) removeFolder(folder);
    },
  };
  const stage: Stage = {
    world, graph, dice: () => dice, roll: (n) => { dice = diceOf(Math.imul(seed, 7919) + n * 104_729 + 1); },
    openSync: { meanwhile: 0, crash: 0 }, crashed: null, hiddenSince: new Map(),
  };
  reopenings.set(stage, async (folder) => {
    folders.add(folder);
    world.kith = await openTestKith(clouds, { clock, ids, graph, folder });
    listen(stage);
  });
  made.set(stage, { make: values(), contacts: 0, clock });
  listen(stage);
  return stage;
}

const reopenings = new WeakMap<Stage, (folder: string) => Promise<void>>();
const made = new WeakMap<Stage, { readonly make: ReturnType<typeof values>; contacts: number; readonly clock: ReturnType<typeof steppingClock> }>();

/** The moment after a transaction is one at which a process may die. */
function listen(stage: Stage): void {
  const { kith } = stage.world;
  kith.book.subscribe(() => {
    if (stage.world.kith === kith) dieIfDue(stage);
  });
}

/** A request leaves or a reply came: others act meanwhile, or the process dies. */
function moment(stage: Stage): void {
  const { openSync, world } = stage;
  if (dieIfDue(stage) || world.net.dead) return;
  if (openSync.meanwhile === 0 || !stage.dice().chance(openSync.meanwhile)) return;
  const busy = { ...openSync };
  Object.assign(openSync, { meanwhile: 0, crash: 0 });
  world.count('edit during a run');
  act(stage);
  Object.assign(openSync, busy);
}

function dieIfDue(stage: Stage): boolean {
  const { openSync, world } = stage;
  if (openSync.crash === 0 || --openSync.crash > 0) return false;
  const copy = mkdtempSync(join(world.kith.folder, '..', 'kith-crash-'));
  for (const name of readdirSync(world.kith.folder)) if (name !== 'lock') cpSync(join(world.kith.folder, name), join(copy, name), { recursive: true });
  stage.crashed = copy;
  openSync.meanwhile = 0;
  world.net.dead = true;
  world.trace.push('the process dies');
  return true;
}

async function step(stage: Stage): Promise<void> {
  const { world } = stage;
  const dice = stage.dice();
  await dice.weighted<() => void | Promise<void>>([
    [10, () => { for (let n = dice.int(4); n >= 0; n--) act(stage); }],
    [8, () => syncBadly(stage)],
    [2, () => weather(stage)],
    [1, async () => { world.trace.push('restart'); const { folder } = world.kith; await world.kith.close(); await reopenings.get(stage)!(folder); }],
    [1, async () => { world.count('days pass'); for (const { device } of world.sides) delete device.faults['hideWrites']; await made.get(stage)!.clock.sleep(dice.pick([2, 8]) * 86_400_000); }],
  ])();
}

/** Lists lag behind writes by minutes, not by hours. */
function catchUp(stage: Stage): void {
  for (const { device } of stage.world.sides) {
    if (device.faults['hideWrites'] === undefined) stage.hiddenSince.delete(device.provider);
    const now = made.get(stage)!.clock.now();
    const since = stage.hiddenSince.get(device.provider) ?? now;
    if (device.faults['hideWrites'] !== undefined) stage.hiddenSince.set(device.provider, since);
    if (now - since > 5 * 60_000) delete device.faults['hideWrites'];
  }
}

/** Cloud switches that stay on for a while. */
function weather(stage: Stage): void {
  const { world } = stage;
  const dice = stage.dice();
  const { device } = dice.pick(world.sides);
  const [name, value] = device.provider === 'google'
    ? dice.pick<readonly [string, unknown]>([['shuffle', true], ['bareTombstones', true], ['hideWrites', true]])
    : dice.pick<readonly [string, unknown]>([
      ['hideWrites', true], ['sparseDelta', true], ['repeatInDelta', true], ['emptyLastPage', true], ['thinCreateReply', true], ['ifMatch', 'enforce409'],
      ['notFoundAfterCreate', dice.pick([1, 3])], ['batchConcurrency', dice.pick([1, 4])], ['batchRetryAfter', 'missing'], ['addressPatch', 'merge'], ['emailNames', 'server'],
    ]);
  const on = device.faults[name] === undefined;
  if (on) device.faults[name] = value;
  else delete device.faults[name];
  world.count(`weather ${name}`);
  world.trace.push(`${device.provider} ${name} ${on ? 'on' : 'off'}`);
}

/** A run while the network is bad, other devices act and the process may die. */
async function syncBadly(stage: Stage): Promise<void> {
  const { world, openSync } = stage;
  const dice = stage.dice();
  const side = dice.pick(world.sides);
  world.net.rate = dice.pick([0, 0, 0.1, 0.3, 0.6]);
  openSync.meanwhile = dice.pick([0, 0.1, 0.4]);
  openSync.crash = dice.chance(0.15) ? 1 + dice.int(14) : 0;
  world.trace.push(`sync ${side.device.provider}`);
  await world.sync(side);
  Object.assign(openSync, { meanwhile: 0, crash: 0 });
  world.net.rate = 0;
  if (stage.crashed === null) return;
  world.count('crash');
  await world.kith.close();
  world.net.dead = false;
  await reopenings.get(stage)!(stage.crashed);
  stage.crashed = null;
}

function note(world: World, side: Side, report: RunReport): void {
  for (const { kind } of report.notes) world.count(`law ${kind}`);
  for (const { code } of report.errors) world.count(`error ${code}`);
  if (report.merged > 0) world.count('law merged');
  const { writes, pulled, pushed, conflicts, requests } = report;
  world.trace.push(`report ${side.device.provider} ${JSON.stringify({ requests, writes, pulled, pushed, conflicts, errors: report.errors.map(({ code, message }) => `${code} ${message}`), notes: report.notes })}`);
}

/** One thing that somebody does, here or on another device. Never waits. */
function act(stage: Stage): void {
  const { world } = stage;
  const dice = stage.dice();
  const side = dice.pick(world.sides);
  const name = dice.weighted<keyof typeof ACTS>([
    [2, 'createHere'], [14, 'editHere'], [2, 'deleteHere'], [2, 'createThere'], [14, 'editThere'], [2, 'deleteThere'], [1, 'touch'], [1, 'move'], [1, 'expire'], [3, 'decide'],
  ]);
  world.trace.push(`${name} ${side.device.provider}`);
  ACTS[name](stage, side);
}

const ACTS = { createHere, editHere, deleteHere, createThere, editThere, deleteThere, touch, move, expire, decide } as const;

/** Few contacts, and mostly the same ones, so that both sides often meet. */
const crowd = (side: Side) => side.device.ids().length >= 4;

const favourite = <T>(stage: Stage, all: readonly T[]): T => (stage.dice().chance(0.5) ? all[0]! : stage.dice().pick(all));

const recordsOf = (stage: Stage, side: Side) => stage.world.kith.book.contactsOf(side.account());
const liveOf = (stage: Stage, side: Side) => recordsOf(stage, side).filter((record): record is ContactRecord & { readonly local: ContactFields } => record.local !== null);

function newFields(stage: Stage, side: Side): ContactFields {
  const { make, contacts } = made.get(stage)!;
  made.get(stage)!.contacts = contacts + 1;
  const start: ContactFields = { name: { given: make.text(), middle: `c${contacts}` }, emails: [{ id: '', address: `${make.text()}@example.org` }] };
  return randomEdit(stage.dice(), make, side.device.label)(start);
}

function createHere(stage: Stage, side: Side): void {
  if (crowd(side)) return editHere(stage, side);
  const { world } = stage;
  const sides = stage.dice().chance(0.2) ? world.sides : [side];
  const fields = newFields(stage, side);
  const view = world.kith.handlers['contacts.create']({ accounts: sides.map((one) => one.account()), fields });
  if (view instanceof Promise) throw new Error('a create that waits');
  for (const one of sides) {
    const record = liveOf(stage, one).find(({ local }) => identity(local) === identity(fields))!;
    one.ledger.edited(identity(fields), null, record.local);
  }
}

function editHere(stage: Stage, side: Side): void {
  const records = liveOf(stage, side);
  if (records.length === 0) return;
  const { local, id } = favourite(stage, records);
  const after = randomEdit(stage.dice(), made.get(stage)!.make, side.device.label)(local);
  void stage.world.kith.handlers['contacts.save']({ contact: id, fields: patchOf(local, after) });
  const now = stage.world.kith.book.contact(id)!.local;
  stage.world.trace.push(`  ${identity(local)} ${JSON.stringify(patchOf(local, now!))}`);
  if (changedFields(local, now).length > 0) side.ledger.edited(identity(local), local, now);
}

/** Both sides have the same and nothing is under way: a deletion now leaves nothing. */
function inStep(side: Side, record: ContactRecord): boolean {
  const there = record.remoteId === null ? null : side.device.read(record.remoteId);
  return there !== null && record.base !== null && record.local !== null && record.conflicts.length === 0 && record.inFlight === null
    && changedFields(record.base, record.local).length === 0 && sameFields(side.device.hold(record.base), there);
}

function deleteHere(stage: Stage, side: Side): void {
  const { world } = stage;
  const records = liveOf(stage, side);
  if (records.length === 0) return;
  const person: PersonId = stage.dice().pick(records).person;
  for (const one of world.sides) {
    for (const record of liveOf(stage, one).filter((candidate) => candidate.person === person)) {
      const contact = identityOf(record);
      world.trace.push(`  deletes ${contact}`);
      one.ledger.release(record.local);
      one.ledger.release(record.base);
      one.ledger.releaseOverwritten(contact);
      if (inStep(one, record)) one.ledger.gone(contact);
    }
  }
  void world.kith.handlers['persons.delete'](person);
}

function createThere(stage: Stage, side: Side): void {
  if (crowd(side)) return editThere(stage, side);
  const fields = newFields(stage, side);
  const id = side.device.create(fields);
  side.ledger.edited(identity(fields), null, side.device.read(id));
}

function editThere(stage: Stage, side: Side): void {
  const { device } = side;
  const ids = device.ids();
  if (ids.length === 0) return;
  const id = favourite(stage, ids);
  const before = device.read(id)!;
  device.edit(id, randomEdit(stage.dice(), made.get(stage)!.make, device.label));
  const after = device.read(id)!;
  if (sameFields(before, after)) return;
  stage.world.trace.push(`  ${identity(before)} ${JSON.stringify(patchOf(before, after))}`);
  side.ledger.edited(identity(before), before, after);
  // A value that only Kith has at a single place is overwritten by what is put there now.
  const old = new Set(writtenIn(before).map(({ value }) => value));
  const places = new Set(writtenIn(after).flatMap(({ value, place, inList }) => (inList || old.has(value) ? [] : [place])));
  const record = recordsOf(stage, side).find((one) => identityOf(one) === identity(before));
  const held = new Set(writtenIn(record?.base === null || record === undefined ? null : device.hold(record.base)).map(({ value }) => value));
  for (const { value, place, inList } of writtenIn(record?.base ?? null)) {
    const entry = side.ledger.values.get(value);
    if (!inList && places.has(place) && !held.has(value) && entry !== undefined) entry.fate = 'free';
  }
}

function deleteThere(stage: Stage, side: Side): void {
  const { device } = side;
  const ids = device.ids();
  if (ids.length === 0) return;
  const id = stage.dice().pick(ids);
  const there = device.read(id);
  const contact = identity(there);
  const record = recordsOf(stage, side).find((one) => identityOf(one) === contact);
  stage.world.trace.push(`  deletes ${contact} there`);
  const equal = record !== undefined && inStep(side, record);
  side.ledger.release(there);
  side.ledger.releaseOverwritten(contact);
  if (record !== undefined) {
    side.ledger.release(record.base);
    // What the cloud cannot hold goes with the contact, if the rest of the same write arrived.
    if (record.local !== null) side.ledger.release(record.local, device.hold(record.local));
  }
  if (equal) side.ledger.gone(contact);
  device.remove(id);
}

function touch(stage: Stage, side: Side): void {
  const ids = side.device.ids();
  if (ids.length > 0) side.device.touch(stage.dice().pick(ids));
}

function move(stage: Stage, side: Side): void {
  const ids = side.device.ids();
  if (ids.length === 0) return;
  stage.world.count(`move ${side.device.provider}`);
  side.device.move(stage.dice().pick(ids));
}

function expire(stage: Stage, side: Side): void {
  stage.world.count('cursors expire');
  side.device.expireCursors();
}

/** Decides one conflict of an account; false where there is none. */
function decide(stage: Stage, side: Side): boolean {
  const { world } = stage;
  const record = liveOf(stage, side).find(({ conflicts }) => conflicts.length > 0);
  const conflict = record?.conflicts[0];
  if (record === undefined || conflict === undefined) return false;
  const { id, local } = record;
  const take = stage.dice().pick(['mine', 'theirs', 'base', 'both'] as const);
  const can = world.kith.handlers['conflicts.list']();
  const view = (can as readonly { contact: string; path: string; canTakeBoth: boolean }[]).find((one) => one.contact === id && one.path === conflict.path);
  const taken = take === 'both' && view?.canTakeBoth !== true ? 'mine' : take;
  world.count(`decided ${taken}`);
  void world.kith.handlers['conflicts.resolve']({ contact: id, path: conflict.path, take: taken });
  const after = world.kith.book.contact(id)!.local;
  world.trace.push(`  ${identity(local)} ${conflict.path} ${taken}`);
  side.ledger.edited(identity(local), local, after);
  side.ledger.release(local, after);
  side.ledger.release(record.base, after);
  return true;
}

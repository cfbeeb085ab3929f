// Owns: one simulated history: when people, other devices, a bad network and crashes come in. Leaves to others: what people
// and devices do (actions.ts), the network (network.ts), what must be true at the end (verdict.ts).
import { cpSync, mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunReport } from '../../../preload/contract.ts';
import { startClouds } from '../../clouds/clouds.ts';
import { clearFaults } from '../../clouds/kit/faults.ts';
import { countingIds, openTestKith, removeFolder, steppingClock } from '../../support/kith.ts';
import { act, decide } from './actions.ts';
import { googleDevice, microsoftDevice } from './devices.ts';
import { dice as diceOf } from './dice.ts';
import type { Dice } from './dice.ts';
import { values } from './edits.ts';
import { ledger } from './ledger.ts';
import { network } from './network.ts';
import type { Side, Stage, World } from './stage.ts';

export interface Shape {
  /** How many steps at most. */
  readonly steps?: number;
  readonly graph?: 'v1.0' | 'beta';
  /** Steps to leave out by their number, to find out which matter. */
  readonly without?: ReadonlySet<number>;
}

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

async function openStage(seed: number, shape: Shape): Promise<Stage> {
  let dice = diceOf(seed);
  const graph = shape.graph ?? (dice.chance(0.5) ? 'v1.0' : 'beta');
  const clock = steppingClock();
  const clouds = await startClouds({ google: 0, microsoft: 0, now: clock.now });
  const ids = countingIds();
  const trace: string[] = [];
  const counts = new Map<string, number>();
  const count = (what: string) => void counts.set(what, (counts.get(what) ?? 0) + 1);
  const rolling: Dice = {
    int: (n) => dice.int(n),
    chance: (p) => dice.chance(p),
    pick: (all) => dice.pick(all),
    weighted: (all) => dice.weighted(all),
  };
  const kith = await openTestKith(clouds, { clock, ids, graph });
  const devices = [googleDevice(clouds), microsoftDevice(clouds, graph)];
  const sides = devices.map((device): Side => ({
    device,
    ledger: ledger(),
    account: () => world.kith[device.provider],
  }));
  const realFetch = globalThis.fetch;
  const net = network({
    dice: rolling,
    count,
    serviceOf: (url) => (url.startsWith(clouds.google.url) ? 'google' : 'microsoft'),
    faults: { google: devices[0]!.faults, microsoft: devices[1]!.faults },
    moment: (when) => {
      trace.push(when);
      // Google deletes whatever version there is: between Kith's last look and its delete nothing can be saved.
      if (!/after google GET .*batchGet|(before|fault|lost) .*(google DELETE|batchDelete)/.test(when))
        moment(stage);
    },
  });
  globalThis.fetch = net.fetch;
  const folders = new Set([kith.folder]);
  const world: World = {
    seed,
    trace,
    counts,
    sides,
    net,
    dice: rolling,
    kith,
    count,
    sync: async (side) => {
      const report = await world.kith.sync(side.account());
      note(world, side, report);
      return report;
    },
    decideAll: () => {
      for (const side of sides) while (decide(stage, side));
    },
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
    world,
    graph,
    dice: () => dice,
    roll: (n) => {
      dice = diceOf(Math.imul(seed, 7919) + n * 104_729 + 1);
    },
    openSync: { meanwhile: 0, crash: 0 },
    crashed: null,
    hiddenSince: new Map(),
    make: values(),
    contacts: 0,
    clock,
    open: async (folder) => {
      folders.add(folder);
      world.kith = await openTestKith(clouds, { clock, ids, graph, folder });
      listen(stage);
    },
  };
  listen(stage);
  return stage;
}

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
  for (const name of readdirSync(world.kith.folder))
    if (name !== 'lock') cpSync(join(world.kith.folder, name), join(copy, name), { recursive: true });
  stage.crashed = copy;
  for (const { device } of world.sides) delete device.faults['hideWrites'];
  openSync.meanwhile = 0;
  world.net.dead = true;
  world.trace.push('the process dies');
  return true;
}

async function step(stage: Stage): Promise<void> {
  const { world } = stage;
  const dice = stage.dice();
  await dice.weighted<() => void | Promise<void>>([
    [
      10,
      () => {
        for (let n = dice.pick([0, 1, 2, 3, 7]); n >= 0; n--) act(stage);
      },
    ],
    [8, () => syncBadly(stage)],
    [2, () => weather(stage)],
    [
      1,
      async () => {
        world.trace.push('restart');
        const { folder } = world.kith;
        await world.kith.close();
        await stage.open(folder);
      },
    ],
    [
      1,
      async () => {
        world.count('days pass');
        for (const { device } of world.sides) delete device.faults['hideWrites'];
        await stage.clock.sleep(dice.pick([2, 8]) * 86_400_000);
      },
    ],
  ])();
}

/** Lists lag behind writes by minutes, not by hours. */
function catchUp(stage: Stage): void {
  for (const { device } of stage.world.sides) {
    if (device.faults['hideWrites'] === undefined) stage.hiddenSince.delete(device.provider);
    const now = stage.clock.now();
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
  const [name, value] =
    device.provider === 'google'
      ? dice.pick<readonly [string, unknown]>([
          ['shuffle', true],
          ['bareTombstones', true],
          ['hideWrites', true],
        ])
      : dice.pick<readonly [string, unknown]>([
          ['hideWrites', true],
          ['sparseDelta', true],
          ['repeatInDelta', true],
          ['emptyLastPage', true],
          ['thinCreateReply', true],
          ['ifMatch', 'enforce409'],
          ['notFoundAfterCreate', dice.pick([1, 3])],
          ['batchConcurrency', dice.pick([1, 4])],
          ['batchRetryAfter', 'missing'],
          ['addressPatch', 'merge'],
          ['emailNames', 'server'],
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
  await stage.open(stage.crashed);
  stage.crashed = null;
}

function note(world: World, side: Side, report: RunReport): void {
  for (const { kind } of report.notes) world.count(`law ${kind}`);
  for (const { code } of report.errors) world.count(`error ${code}`);
  if (report.merged > 0) world.count('law merged');
  const { writes, pulled, pushed, conflicts, requests } = report;
  world.trace.push(
    `report ${side.device.provider} ${JSON.stringify({ requests, writes, pulled, pushed, conflicts, errors: report.errors.map(({ code, message }) => `${code} ${message}`), notes: report.notes })}`,
  );
}

// Owns: playing a history step by step: when others act in a run, when the process dies, what the weather is. Leaves to
// others: what people and devices do (actions.ts), the network (network.ts), what must be true at the end (verdict.ts).
import { countCarried } from './across.ts';
import type { Known } from './across.ts';
import { act, fill, meet } from './actions.ts';
import { answer, undo } from './answers.ts';
import { dice as diceOf } from './dice.ts';
import { explained } from './explained.ts';
import type { Crash, History, Step } from './history.ts';
import type { Order } from './network.ts';
import { openStage } from './open-stage.ts';
import { rehearsed } from './rehearsed.ts';
import type { Side, Stage } from './stage.ts';

/** Plays a history up to its last step. The caller heals, syncs, judges and closes. */
export async function play(
  history: History,
  order: Order,
): Promise<{ stage: Stage; wrong: readonly string[] }> {
  const stage = await openStage(history, order, moment);
  listen(stage);
  const { trace, disk, sides } = stage.world;
  if (history.big !== null) fill(stage, sides[history.big % sides.length]!);
  if (history.persons !== undefined) await meet(stage, history.persons);
  const wrong: string[] = [];
  for (const [n, step] of history.steps.entries()) {
    trace.push(`step ${n}`);
    wrong.push(...((await take(stage, step)) ?? []));
    if (disk.dead) await restart(stage, 'crash');
    disk.spare();
    catchUp(stage);
  }
  return { stage, wrong };
}

/** The moment after a transaction is one at which a process may die. */
function listen(stage: Stage): void {
  const { interference, world } = stage;
  const { kith } = world;
  const persons: Known = new Map();
  kith.book.subscribe((changes) => {
    if (world.kith !== kith) return;
    countCarried(stage, persons, changes);
    interference.transactions += 1;
    const { crash, transactions } = interference;
    if (crash?.at === 'transaction' && crash.nth === transactions) world.disk.die(crash.death);
  });
}

/** A request leaves or a reply came: others act meanwhile, or the process dies. */
function moment(stage: Stage, when: string): void {
  const { interference, world } = stage;
  if (world.disk.dead) return;
  const at = interference.moments++;
  const { crash } = interference;
  if (crash?.at === 'moment' && crash.nth === interference.moments) return world.disk.die(crash.death);
  if (isBetweenLookAndDelete(interference, when)) return;
  for (const one of interference.meanwhile.filter((other) => other.at === at)) {
    world.count('edit during a run');
    act(stage, one.act);
  }
}

/** Google deletes whatever version there is: between Kith's last look and its delete nothing can be saved. */
function isBetweenLookAndDelete({ looking }: Stage['interference'], when: string): boolean {
  const [what, account] = when.replace(/^trouble \S+/, 'trouble').split(' ') as [string, string];
  const deletes = /(google\S* DELETE|batchDelete)/.test(when);
  if (/after \S+ GET .*batchGet/.test(when)) looking.add(account);
  // A sign-in that is renewed in between keeps nobody looking again.
  else if ((what === 'after' && !/ 401$/.test(when)) || !deletes) looking.delete(account);
  return looking.size > 0;
}

function planDeath({ world, interference }: Stage, crash: Crash | null): void {
  interference.crash = crash;
  interference.moments = interference.transactions = 0;
  interference.looking.clear();
  world.disk.onDeath = () => {
    world.net.dead = true;
    world.trace.push('the process dies');
    world.count('crash');
    if (crash !== null) world.count(`crash at ${crash.at}`);
    // A lost create is looked for in lists: one that they leave out is made twice, and nobody could tell.
    for (const { device } of world.sides)
      for (const name of ['hideWrites', 'partialListing']) delete device.faults[name];
  };
  if (crash === null || crash.at === 'moment' || crash.at === 'transaction') return;
  world.disk.dieAt(crash.at, crash.nth, crash.death);
}

async function take(stage: Stage, step: Step): Promise<readonly string[] | void> {
  const { world } = stage;
  const sideOf = (n: number): Side => world.sides[n % world.sides.length]!;
  switch (step.kind) {
    case 'acts':
      planDeath(stage, step.crash);
      for (const one of step.acts) if (!world.disk.dead) act(stage, one);
      return;
    case 'sync':
      return syncBadly(stage, step.side === null ? world.sides : [sideOf(step.side)], step);
    case 'weather':
      return weather(stage, sideOf(step.side), step.choice);
    case 'restart':
      planDeath(stage, step.crash);
      for (let n = 0; n < step.times && !world.disk.dead; n++) {
        if (step.times > 1) touchSettings(stage, n);
        await restart(stage, 'restart');
      }
      return;
    case 'wait':
      world.count(step.minutes < 0 ? 'the clock goes back' : 'days pass');
      stage.setBack -= Math.min(0, step.minutes);
      for (const { device } of world.sides) delete device.faults['hideWrites'];
      return world.clock.sleep(step.minutes * 60_000);
    case 'answer':
      return void (await answer(stage, sideOf(step.side), step.deletions));
    case 'undo':
      stage.roll(step.choice);
      // A list that still shows the version before what is taken back would be believed, and then the later one too.
      for (const { device } of world.sides) delete device.faults['hideWrites'];
      return undo(stage, sideOf(step.side));
    case 'rehearse':
      return rehearsed(world, sideOf(step.side));
    case 'verify':
      return explained(world, sideOf(step.side));
  }
}

/** Each start that wrote leaves a journal. */
function touchSettings({ world }: Stage, n: number): void {
  try {
    void world.kith.handlers['settings.set']({ theme: n % 2 === 0 ? 'dark' : 'light' });
  } catch (thrown) {
    if (!world.disk.dead) throw thrown;
  }
}

async function restart(stage: Stage, why: string): Promise<void> {
  stage.world.trace.push(why);
  await stage.reopen();
  listen(stage);
}

/** Lists lag behind writes by minutes, not by hours. */
function catchUp({ world, hiddenSince }: Stage): void {
  for (const { device, account } of world.sides) {
    const hides = device.faults['hideWrites'] !== undefined;
    const now = world.clock.now();
    const since = hiddenSince.get(account) ?? now;
    if (hides) hiddenSince.set(account, since);
    else hiddenSince.delete(account);
    if (now - since > 5 * 60_000) delete device.faults['hideWrites'];
  }
}

/** Complete listings that leave contacts out, of which direct reads still find all, or none after the first listing. */
const PARTIAL_LISTINGS: readonly (readonly [string, unknown])[] = [
  ['partialListing', { share: 0.5, times: 1 }],
  ['partialListing', { share: 0, times: 1 }],
  ['partialListing', { share: 0, times: 2, reads: 'missing' }],
];

/** Cloud switches that stay on for a while. */
function weather(
  { world, leftOut, notFound }: Stage,
  { account, device, ledger }: Side,
  choice: number,
): void {
  const dice = diceOf(choice);
  const [name, value] =
    device.provider === 'google'
      ? dice.pick<readonly [string, unknown]>([
          ['shuffle', true],
          ['bareTombstones', true],
          ['hideWrites', true],
          ['full', true],
          ...PARTIAL_LISTINGS,
          ['sourcesOptional', true],
        ])
      : dice.pick<readonly [string, unknown]>([
          ...PARTIAL_LISTINGS,
          ['hideWrites', true],
          ['sparseDelta', true],
          ['repeatInDelta', true],
          ['emptyLastPage', true],
          ['thinCreateReply', true],
          ['ifMatch', 'enforce409'],
          ['notFoundAfterCreate', dice.pick([1, 3])],
          ['batchConcurrency', dice.pick([1, 4])],
          ['batchRetryAfter', dice.pick(['missing', 'decimal'])],
          ['addressPatch', 'merge'],
          ['emailNames', 'server'],
          ['throttleBody', 'documented'],
        ]);
  const on = device.faults[name] === undefined;
  const lost = world.kith.book.contactsOf(account).some(({ createSent }) => createSent);
  if (on && lost && name === 'partialListing') return;
  if (on && name === 'partialListing') {
    leftOut.add(account);
    if ('reads' in (value as object)) ledger.denies();
    device.expireCursors();
  }
  if (on && name === 'notFoundAfterCreate') notFound.add(account);
  // What lists leave out and reads do not find yet is denied twice.
  if (leftOut.has(account) && notFound.has(account)) ledger.denies();
  if (on) device.faults[name] = structuredClone(value);
  else delete device.faults[name];
  world.count(`weather ${name}`);
  world.trace.push(`${account} ${name} ${on ? 'on' : 'off'}`);
}

/** Runs while the network is bad, other devices act and the process may die. */
async function syncBadly(
  stage: Stage,
  sides: readonly Side[],
  { troubles, meanwhile, crash, now }: Extract<Step, { kind: 'sync' }>,
): Promise<void> {
  const { world, interference } = stage;
  planDeath(stage, crash);
  world.net.expect(troubles);
  interference.meanwhile = meanwhile;
  world.trace.push(`sync ${sides.map(({ account }) => account).join()}`);
  await world.sync(sides, { now });
  if (sides.length > 1) world.count('accounts at once');
  Object.assign(interference, { meanwhile: [], crash: null });
  world.net.expect([]);
}

// Owns: what must be true once every fault is healed and both accounts synced until quiet. Leaves to others: the history.
import type { ContactId } from '../../../main/core/account.ts';
import type { ContactFields } from '../../../main/core/contact.ts';
import { FIELDS, FIELD_NAMES, sameField, valuesOf } from '../../../main/core/fields.ts';
import { shared } from '../../../main/core/in-step-fields.ts';
import { SHARED_FIELDS } from '../../../main/core/in-step-scope.ts';
import type { ContactRecord } from '../../../main/core/replica.ts';
import type { RunReport } from '../../../preload/contract.ts';
import { joinAgain } from './across.ts';
import { isOwn } from './ledger.ts';
import { answer } from './answers.ts';
import { clearFaults } from '../../clouds/kit/faults.ts';
import { editRecord } from './actions.ts';
import { decide } from './decide.ts';
import { writtenIn } from './edits.ts';
import { identity, identityOf } from './stage.ts';
import type { Side, Stage, World } from './stage.ts';

const MOST_ROUNDS = 4;
/** A decision in one contact may be another's conflict. */
const MOST_DECISIONS = 4;

/** Heals, syncs, decides, syncs again, and lists everything that is wrong: empty for a history that went well. */
export async function judge(stage: Stage): Promise<readonly string[]> {
  const { world } = stage;
  heal(stage);
  letGo(stage);
  const wrong: string[] = [];
  if (stage.inStep) {
    joinAgain(stage);
    wrong.push(...(await quieten(stage)));
    // A contact may have come back since, beside one that it is not in step with any more.
    joinAgain(stage);
  }
  wrong.push(...(await quieten(stage)), ...found(stage, false));
  if (wrong.length > 0) return wrong;
  stage.roll(1);
  for (let round = 0; round === 0 || (stage.inStep && hasOpen(world) && round < MOST_DECISIONS); round++) {
    for (const side of world.sides) while (decide(stage, side));
    sendAgain(stage);
    world.trace.push('decided');
    wrong.push(...(await quieten(stage)));
  }
  wrong.push(...waiting(world), ...found(stage, true));
  for (const side of world.sides) {
    const { differ } = await world.kith.verify(side.account);
    for (const { reason, name, fields } of differ)
      wrong.push(`${side.account}: verify says ${reason} of ${name} (${fields.join()})`);
  }
  return wrong;
}

function found(stage: Stage, decided: boolean): readonly string[] {
  const { world, inStep } = stage;
  return [
    ...world.sides.flatMap((side) => contacts(stage, side)),
    ...(inStep ? valuesAcross(stage, decided) : world.sides.flatMap((side) => values(stage, side, decided))),
    ...(inStep && decided ? disagreements(world) : []),
  ];
}

const hasOpen = ({ kith }: World): boolean =>
  (kith.handlers['conflicts.list']() as readonly unknown[]).length > 0 ||
  [...kith.book.contacts()].some(({ problem }) => problem !== null);

function heal({ world, leftOut }: Stage): void {
  const { net, sides, trace } = world;
  net.expect([]);
  for (const { device, account } of sides) {
    clearFaults(device.faults);
    if (leftOut.has(account)) device.expireCursors();
  }
  trace.push('healed');
}

/** Nothing pauses a contact but a person: no history has another program that quarrels with Kith (law 17). */
function letGo({ world }: Stage): void {
  for (const { id, paused } of world.kith.book.contacts())
    if ((paused ?? null) !== null) void world.kith.handlers['contacts.pause'](id, false);
}

/** What a cloud refused waits until its contact is edited again (law 20). */
function sendAgain(stage: Stage): void {
  for (const side of stage.world.sides)
    for (const record of stage.world.kith.book.contactsOf(side.account))
      if (record.problem !== null && record.local !== null) {
        stage.world.count('law refused');
        editRecord(stage, side, { ...record, local: record.local }, (fields) => ({
          ...fields,
          notes: { text: stage.make.text() },
        }));
      }
}

async function quieten(stage: Stage): Promise<readonly string[]> {
  const { world, setBack } = stage;
  // Folders that nobody told of are looked for once a day.
  await world.clock.sleep((25 * 60 + setBack) * 60_000);
  if (stage.inStep) return quietenTogether(world);
  const wrong: string[] = [];
  for (const side of world.sides) {
    for (let round = 0; ; round++) {
      await world.clock.sleep(15 * 60_000);
      const answered = await answer(stage, side, stage.contacts % 2 === 0 ? 'apply' : 'restore');
      const [report] = answered === null ? await world.sync([side]) : [answered];
      if (isQuiet(side, report!)) break;
      if (round === MOST_ROUNDS) {
        wrong.push(notQuiet(side, report!));
        break;
      }
    }
  }
  return wrong;
}

/** What one account's run brings is carried to the others: they are quiet together. */
async function quietenTogether(world: World): Promise<readonly string[]> {
  for (let round = 0; ; round++) {
    await world.clock.sleep(15 * 60_000);
    const reports = await world.sync(world.sides);
    const loud = world.sides.flatMap((side, n) =>
      isQuiet(side, reports[n]!) ? [] : [[side, reports[n]!] as const],
    );
    if (loud.length === 0) return [];
    if (round === MOST_ROUNDS + 2) return loud.map(([side, report]) => notQuiet(side, report));
  }
}

const isQuiet = ({ device }: Side, { writes, pulled, errors, requests }: RunReport): boolean =>
  writes === 0 && pulled === 0 && errors.length === 0 && requests === device.collections();

const notQuiet = ({ account }: Side, { writes, pulled, pushed, requests, errors }: RunReport): string =>
  `${account}: not quiet after ${MOST_ROUNDS} runs: ${JSON.stringify({ writes, pulled, pushed, requests, errors })}`;

/** What waits though nothing is left to decide. */
function waiting(world: World): readonly string[] {
  const rows = world.kith.handlers['pending.list']() as readonly unknown[];
  const problems = world.sides.flatMap((side) =>
    world.kith.book.contactsOf(side.account).filter(({ problem }) => problem !== null),
  );
  return [
    ...rows.map((row) => `pending: ${JSON.stringify(row)}`),
    ...problems.map((record) => `${identityOf(record)} has a problem: ${record.problem!.message}`),
  ];
}

function contacts({ world, recreated }: Stage, side: Side): readonly string[] {
  const { device, ledger } = side;
  const wrong: string[] = [];
  const say = (text: string) => void wrong.push(`${side.account}: ${text}`);
  const records = world.kith.book.contactsOf(side.account);
  const there = device.ids().map((id) => device.read(id)!);
  for (const record of records)
    if (record.paused?.kind === 'oscillating')
      say(`${identityOf(record)} is said to oscillate (${record.paused.fields.join()})`);
  for (const [where, versions] of [
    ['Kith', records.map((record) => record.local)],
    ['the cloud', there],
  ] as const) {
    const seen = new Set<string>();
    for (const version of versions) {
      const contact = identity(version);
      if (contact === '') say(`a contact without its middle name in ${where}: ${JSON.stringify(version)}`);
      if (seen.has(contact) && !recreated.has(contact)) say(`${contact} is there twice in ${where}`);
      if (ledger.mustBeGone.has(contact)) say(`${contact} was deleted and is still in ${where}`);
      seen.add(contact);
      if (version !== null)
        for (const value of doubled(version))
          if (ledger.values.get(value)?.keptTwice !== true)
            say(`${value} is there twice in ${contact} in ${where}`);
    }
  }
  for (const contact of ledger.mustBeThere)
    if (
      !there.some((version) => identity(version) === contact) ||
      !records.some(({ local }) => identity(local) === contact)
    )
      say(`${contact} was to be restored and is not there`);
  return wrong;
}

function values({ world, recreated, unheld }: Stage, side: Side, decided: boolean): readonly string[] {
  const wrong: string[] = [];
  const say = (text: string) => void wrong.push(`${side.account}: ${text}`);
  const { here, held, cloud, asked, open } = written(world, side);
  for (const [value, { fate, contact, place, inList }] of side.ledger.values) {
    const waits = !decided && open.has(contact);
    // What came back after its cloud had denied it came without what that cloud cannot hold.
    const cameBack = side.ledger.isDenied() && unheld.has(`${side.account} ${value}`);
    if (fate === 'kept' && !cameBack) {
      if (!here.has(value) && !(waits && (cloud.has(value) || asked.includes(value))))
        say(
          `${value} (${place} of ${contact}) is lost in Kith${cloud.has(value) ? '' : ' and in the cloud'}`,
        );
      else if (held.has(value) && !cloud.has(value) && !waits)
        say(`${value} (${place} of ${contact}) never reached the cloud`);
    }
    // One that was made anew beside the one there was says what that one says too.
    const isBack = !recreated.has(contact) && (here.has(value) || cloud.has(value));
    if (fate === 'overwritten' && !inList && !waits && isBack)
      say(`${value} (${place} of ${contact}) was overwritten and is back`);
  }
  return wrong;
}

/** Written values that stand in two values of one list. */
function doubled(fields: ContactFields): readonly string[] {
  return FIELD_NAMES.filter(
    (name) => FIELDS[name].kind === 'list' && valuesOf(fields, name).length > 1,
  ).flatMap((name) => {
    const all = writtenIn({ [name]: fields[name] }).map(({ value }) => value);
    return all.filter((value, index) => all.indexOf(value) !== index);
  });
}

function written(world: World, { account, device }: Side) {
  const records = world.kith.book.contactsOf(account);
  const all = (versions: readonly (ContactFields | null)[]) =>
    new Set(versions.flatMap((version) => writtenIn(version)).map(({ value }) => value));
  const waits = ({ conflicts, problem, paused }: ContactRecord) =>
    conflicts.length > 0 || problem !== null || (paused ?? null) !== null;
  return {
    account,
    live: new Set(records.map(({ local }) => identity(local))),
    here: all(records.map(({ local }) => local)),
    held: all(records.map(({ local }) => (local === null ? null : device.hold(local)))),
    cloud: all(device.ids().map((id) => device.read(id))),
    asked: JSON.stringify(records.flatMap(({ conflicts }) => conflicts.map(({ theirs }) => theirs))),
    open: new Set(records.filter(waits).map(identityOf)),
  };
}

/** Each value is in every contact of its person and in every cloud that can hold it; what an account keeps to itself, there alone. */
function valuesAcross({ world, unheld, deletedThere }: Stage, decided: boolean): readonly string[] {
  const wrong: string[] = [];
  const sides = world.sides.map((side) => written(world, side));
  const open = new Set(sides.flatMap((side) => [...side.open]));
  for (const { conflicts, agreed } of world.kith.book.persons())
    if (conflicts.length > 0)
      for (const id of Object.keys(agreed)) {
        const record = world.kith.book.contact(id as ContactId);
        if (record !== null) open.add(identityOf(record));
      }
  for (const [value, { fate, contact, place, inList, account: writer }] of world.sides[0]!.ledger.values) {
    const waits = !decided && open.has(contact);
    const somewhere = sides.some(
      ({ here, cloud, asked }) => here.has(value) || cloud.has(value) || asked.includes(value),
    );
    const live = sides.filter((side) => side.live.has(contact));
    const concerned =
      isOwn(place) || live.length === 0 ? sides.filter(({ account }) => account === writer) : live;
    const say = (account: string, text: string) =>
      void wrong.push(`${account}: ${value} (${place} of ${contact}) ${text}`);
    const wentUnseen =
      live.length === 0 &&
      sides.some(
        ({ account }) => deletedThere.has(`${account} ${contact}`) && unheld.has(`${account} ${value}`),
      );
    if (fate === 'kept' && !(waits && somewhere) && !wentUnseen)
      for (const { account, here, held, cloud } of concerned)
        if (!here.has(value))
          say(account, somewhere ? 'is lost here, and somewhere else it is not' : 'is lost');
        else if (held.has(value) && !cloud.has(value)) say(account, 'never reached the cloud');
    for (const { account, here, cloud } of sides) {
      if (!here.has(value) && !cloud.has(value)) continue;
      if (fate === 'overwritten' && !inList && !waits) say(account, 'was overwritten and is back');
      if (isOwn(place) && account !== writer) say(account, 'belongs to another account alone');
    }
  }
  return wrong;
}

/** Where contacts of a person in step say different things, or one of them is missing. */
function disagreements({ kith, count }: World): readonly string[] {
  const wrong: string[] = [];
  for (const state of kith.book.persons()) {
    if (!state.inStep) continue;
    const live = kith.book.contactsOfPerson(state.id).filter(({ local }) => local !== null);
    const name = identityOf(live[0]!);
    if (state.conflicts.length > 0)
      wrong.push(`${name}: its contacts are still in conflict: ${JSON.stringify(state.conflicts)}`);
    for (const id of Object.keys(state.agreed))
      if (!live.some((record) => record.id === id)) wrong.push(`${name}: ${id} agreed and is missing`);
    if (live.length > 1) count('law carried to rest');
    const [first, ...others] = live;
    for (const other of others)
      for (const field of SHARED_FIELDS) {
        const [a, b] = [first!, other].map(({ local }) => shared(field, local));
        if (!sameField(field, a!, b!))
          wrong.push(`${name}: ${first!.account} and ${other.account} disagree: ${JSON.stringify([a, b])}`);
      }
  }
  return wrong;
}

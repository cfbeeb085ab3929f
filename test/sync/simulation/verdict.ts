// Owns: what must be true once every fault is healed and both accounts synced until quiet. Leaves to others: the history.
import type { ContactFields } from '../../../main/core/contact.ts';
import { FIELDS, FIELD_NAMES, valuesOf } from '../../../main/core/fields.ts';
import { answer } from './answers.ts';
import { clearFaults } from '../../clouds/kit/faults.ts';
import { decide, editRecord } from './actions.ts';
import { writtenIn } from './edits.ts';
import { identity, identityOf } from './stage.ts';
import type { Side, Stage, World } from './stage.ts';

const MOST_ROUNDS = 4;

/** Heals, syncs, decides, syncs again, and lists everything that is wrong: empty for a history that went well. */
export async function judge(stage: Stage): Promise<readonly string[]> {
  const { world } = stage;
  heal(stage);
  letGo(stage);
  const wrong: string[] = [
    ...(await quieten(stage)),
    ...world.sides.flatMap((side) => contacts(world, side, false)),
  ];
  if (wrong.length > 0) return wrong;
  stage.roll(1);
  for (const side of world.sides) while (decide(stage, side));
  sendAgain(stage);
  world.trace.push('decided');
  wrong.push(...(await quieten(stage)), ...waiting(world));
  for (const side of world.sides) {
    wrong.push(...contacts(world, side, true));
    const { differ } = await world.kith.verify(side.account);
    for (const { reason, name, fields } of differ)
      wrong.push(`${side.account}: verify says ${reason} of ${name} (${fields.join()})`);
  }
  return wrong;
}

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
  const wrong: string[] = [];
  // Folders that nobody told of are looked for once a day.
  await world.clock.sleep((25 * 60 + setBack) * 60_000);
  for (const side of world.sides) {
    for (let round = 0; ; round++) {
      await world.clock.sleep(15 * 60_000);
      const answered = await answer(stage, side, stage.contacts % 2 === 0 ? 'apply' : 'restore');
      const [report] = answered === null ? await world.sync([side]) : [answered];
      const { writes, pulled, requests, errors, pushed } = report!;
      if (writes === 0 && pulled === 0 && errors.length === 0 && requests === side.device.collections())
        break;
      if (round === MOST_ROUNDS) {
        const last = JSON.stringify({ writes, pulled, pushed, requests, errors });
        wrong.push(`${side.account}: not quiet after ${MOST_ROUNDS} runs: ${last}`);
        break;
      }
    }
  }
  return wrong;
}

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

function contacts(world: World, side: Side, decided: boolean): readonly string[] {
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
      if (seen.has(contact)) say(`${contact} is there twice in ${where}`);
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
  const here = new Set(records.flatMap((record) => writtenIn(record.local)).map(({ value }) => value));
  const held = new Set(
    records
      .flatMap((record) => (record.local === null ? [] : writtenIn(device.hold(record.local))))
      .map(({ value }) => value),
  );
  const cloud = new Set(there.flatMap((version) => writtenIn(version)).map(({ value }) => value));
  const asked = JSON.stringify(records.flatMap(({ conflicts }) => conflicts.map(({ theirs }) => theirs)));
  const open = new Set(
    records
      .filter(
        ({ conflicts, problem, paused }) =>
          conflicts.length > 0 || problem !== null || (paused ?? null) !== null,
      )
      .map(identityOf),
  );
  for (const [value, { fate, contact, place, inList }] of ledger.values) {
    const waits = !decided && open.has(contact);
    if (fate === 'kept') {
      if (!here.has(value) && !(waits && (cloud.has(value) || asked.includes(value))))
        say(
          `${value} (${place} of ${contact}) is lost in Kith${cloud.has(value) ? '' : ' and in the cloud'}`,
        );
      else if (held.has(value) && !cloud.has(value) && !waits)
        say(`${value} (${place} of ${contact}) never reached the cloud`);
    }
    if (fate === 'overwritten' && !inList && !waits && (here.has(value) || cloud.has(value)))
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

// Owns: what a person says of runs: an answer about many deletions at once (law 10), and taking a run back (law 22).
// Leaves to others: how so many came to be deleted (actions.ts), when somebody answers (play.ts, verdict.ts).
import type { ContactFields } from '../../../main/core/contact.ts';
import { asAppError } from '../../../main/core/errors.ts';
import type { ContactRecord } from '../../../main/core/replica.ts';
import type { RunReport } from '../../../preload/contract.ts';
import { identity, identityOf } from './stage.ts';
import type { Side, Stage } from './stage.ts';

/** Contacts that are deleted on one side alone and wait for the answer. */
const inDoubt = ({ local, remoteId, gone }: ContactRecord): boolean =>
  remoteId !== null && (local === null) !== ((gone ?? null) !== null);

/** Answers the question of an account, in a run of its own; null: it has none. */
export async function answer(
  stage: Stage,
  side: Side,
  deletions: 'apply' | 'restore',
): Promise<RunReport | null> {
  const { world } = stage;
  const question = world.kith.book.account(side.account)?.question;
  if (question === undefined) return null;
  world.count(`law answered ${deletions} (${question.side})`);
  world.trace.push(`answer ${side.account} ${deletions} ${JSON.stringify(question)}`);
  const there = new Set(side.device.ids());
  const doubted = world.kith.book
    .contactsOf(side.account)
    // What was deleted here and then there too is gone, whoever wants it back.
    .filter((record) => inDoubt(record) && (record.local !== null || there.has(record.remoteId!)))
    .map(identityOf);
  // Whatever turns out to be gone there in this run comes back too.
  if (deletions === 'restore') side.ledger.restores();
  const [report] = await world.sync([side], { deletions, now: true });
  for (const contact of doubted)
    if (deletions === 'apply') side.ledger.letGo(contact);
    else side.ledger.restored(contact, report!.errors.length === 0);
  return report!;
}

/** Takes back one of an account's latest runs: what it brought goes, and what it took away comes back, as a person's edit. */
export function undo(stage: Stage, side: Side): void {
  const { kith, count, trace } = stage.world;
  const runs = kith.book.runs().filter(({ account }) => account === side.account);
  if (runs.length === 0) return;
  const { run } = stage.dice().pick(runs.slice(-3));
  const before = new Map(kith.book.contactsOf(side.account).map(({ id, local }) => [id, local]));
  const reply = outcomeOf(() => kith.handlers['sync.undo'](run));
  count(`law undone: ${reply === null ? 'no receipt' : 'a run'}`);
  trace.push(`undo ${side.account} ${run} ${JSON.stringify(reply)}`);
  for (const { id, local } of kith.book.contactsOf(side.account)) {
    const was = before.get(id) ?? null;
    before.delete(id);
    if (local === was) continue;
    count(
      local === null
        ? 'law undone: removed'
        : was === null
          ? 'law undone: recreated'
          : 'law undone: restored',
    );
    takeBack(stage, side, was, local);
  }
  for (const was of before.values()) takeBack(stage, side, was, null);
}

function takeBack(
  stage: Stage,
  { ledger }: Side,
  was: ContactFields | null,
  now: ContactFields | null,
): void {
  const contact = identity(now ?? was);
  if (now === null) {
    ledger.release(was);
    ledger.releaseOverwritten(contact);
    if (stage.inStep) ledger.releaseOwn(contact);
  } else {
    ledger.edited(contact, was, now);
    if (!stage.inStep) return;
    // An older version is no edit that another contact's edit may not replace.
    ledger.release(now, was);
    if (was === null) stage.recreated.add(contact);
  }
}

/** Null where the run left no receipt. */
function outcomeOf<T>(work: () => T): T | null {
  try {
    return work();
  } catch (thrown) {
    if (asAppError(thrown).code !== 'input.notFound') throw thrown;
    return null;
  }
}

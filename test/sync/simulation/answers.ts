// Owns: what a person says when Kith asks about many deletions at once (law 10), and that it is done.
// Leaves to others: how so many came to be deleted (actions.ts), when somebody answers (play.ts, verdict.ts).
import type { ContactRecord } from '../../../main/core/replica.ts';
import type { RunReport } from '../../../preload/contract.ts';
import { identityOf } from './stage.ts';
import type { Side, Stage } from './stage.ts';

/** Contacts that are deleted on one side and wait for the answer. */
const inDoubt = ({ local, remoteId, gone }: ContactRecord): boolean =>
  local === null ? remoteId !== null : (gone ?? null) !== null;

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
  const doubted = world.kith.book.contactsOf(side.account).filter(inDoubt).map(identityOf);
  const [report] = await world.sync([side], { deletions, now: true });
  for (const contact of doubted)
    if (deletions === 'apply') side.ledger.letGo(contact);
    else side.ledger.restored(contact, report!.errors.length === 0);
  return report!;
}

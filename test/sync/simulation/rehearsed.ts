// Owns: whether a dry run tells what the run after it does, and changes nothing (law 18).
// Leaves to others: histories (play.ts), differences that are there anyway (explained.ts).
import type { ChangeCounts, PlanView, PlannedChange } from '../../../preload/contract.ts';
import type { Side, World } from './stage.ts';

const countsOf = (changes: readonly PlannedChange[]) => {
  const of = (kind: PlannedChange['kind']) => changes.filter((change) => change.kind === kind).length;
  return { created: of('create'), updated: of('update') + of('conflict'), deleted: of('delete') };
};

/** A contact that comes back is made anew to one and changed to the other. */
const together = ({ created, updated, deleted }: ChangeCounts) => ({ changed: created + updated, deleted });

/** Whether a contact was found, by its id, in a folder that Kith lists only once it has looked for folders again. */
function inNewFolder({ kith }: World, { account }: Side): boolean {
  const { cursor } = kith.book.syncState(account);
  if (kith.book.account(account)?.provider !== 'microsoft') return false;
  return kith.book
    .contactsOf(account)
    .some(({ remoteId, scope }) => remoteId !== null && cursor?.includes(scope) !== true);
}

/** What the dry run changed, and in what the run was different from it. */
export async function rehearsed(world: World, side: Side): Promise<readonly string[]> {
  const { kith, net, disk } = world;
  // A cloud that refuses or lags says another thing to the run than to the plan.
  if (Object.keys(side.device.faults).length > 0 || kith.book.account(side.account)?.pause !== undefined)
    return [];
  net.expect([]);
  const [revision, asked, stored] = [kith.book.revision, net.requests.length, disk.contents()];
  const [plan] = (await kith.handlers['sync.plan'](side.account)) as readonly PlanView[];
  const wrong: string[] = [];
  const say = (text: string) => void wrong.push(`${side.account}: a dry run ${text}`);
  if (kith.book.revision !== revision || JSON.stringify([...disk.contents()]) !== JSON.stringify([...stored]))
    say('stored something');
  const writes = net.requests
    .slice(asked)
    .filter((line) => /^\S+ (PATCH|PUT|DELETE) /.test(line) || /"method":"(POST|PATCH|DELETE)"/.test(line));
  if (writes.length > 0) say(`wrote: ${writes.join(' ')}`);
  // Whether a contact that no list has named yet is still there, only a write to it tells.
  const [known, ids] = [kith.book.contactsOf(side.account), new Set(side.device.ids())];
  const unlisted = known.some((record) => (record.unlistedSince ?? null) !== null);
  // One that got another id counts as one that came, if a complete listing names it without its former id.
  const isRenamed = () =>
    known.some(
      ({ remoteId }) => remoteId !== null && !ids.has(remoteId) && side.device.read(remoteId) !== null,
    );
  const renamedBefore = isRenamed();
  const [report] = await world.sync([side]);
  const renamed = renamedBefore || isRenamed();
  // Contacts that lose a label which is gone are no news of theirs in the run's counts.
  const losesLabel = plan!.labels.some(({ kind, side: where }) => kind === 'delete' && where === 'kith');
  if (unlisted || renamed || losesLabel || inNewFolder(world, side)) return wrong;
  world.count('law rehearsed');
  // Whether a label that a contact is given is still there, only giving it tells; the other fields go before it.
  const sure = plan!.operations.filter(({ fields }) => !fields.includes('labels'));
  const isGiven = report!.counts.pushed.updated === countsOf(plan!.operations).updated;
  const foreseen = {
    pushed: countsOf(isGiven ? plan!.operations : sure),
    pulled: together(countsOf(plan!.arrivals)),
  };
  const done = { pushed: report!.counts.pushed, pulled: together(report!.counts.pulled) };
  if (report!.errors.length > plan!.errors.length) return wrong;
  // What is carried to a contact comes here too, though from no cloud of its own (law 23).
  const carried = [...kith.book.persons()].some(({ inStep }) => inStep);
  // And where a label could not be given, what was written of its contact before comes back as news when it is read anew.
  if (carried || !isGiven) foreseen.pulled = done.pulled;
  if (JSON.stringify(foreseen) !== JSON.stringify(done))
    say(`foresaw ${JSON.stringify(foreseen)}, and the run did ${JSON.stringify(done)}`);
  return wrong;
}

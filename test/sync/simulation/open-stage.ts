// Owns: opening what a history goes on on: the practice clouds without sockets, Kith on a disk in memory, one side an
// account. Leaves to others: what happens there (play.ts), the network between them (network.ts).
import type { Account, AccountId } from '../../../main/core/account.ts';
import type { RunReport } from '../../../preload/contract.ts';
import { startGoogleCloud } from '../../clouds/google/google-cloud.ts';
import { startMicrosoftCloud } from '../../clouds/microsoft/microsoft-cloud.ts';
import { countingIds, openTestKith, steppingClock } from '../../support/kith.ts';
import type { TestKith } from '../../support/kith.ts';
import { googleDevice, microsoftDevice } from './devices.ts';
import type { Device } from './devices.ts';
import { dice as diceOf } from './dice.ts';
import { MemoryDisk } from './disk.ts';
import { values } from './edits.ts';
import { BOOKS } from './history.ts';
import type { History } from './history.ts';
import { ledger, nothingKnown } from './ledger.ts';
import type { Known } from './ledger.ts';
import { network } from './network.ts';
import type { Line, Order } from './network.ts';
import { identityOf } from './stage.ts';
import type { Side, Stage, World } from './stage.ts';

type Cloud = Awaited<ReturnType<typeof startGoogleCloud | typeof startMicrosoftCloud>>;

/** A side, its cloud, and the way of Kith's requests to it. */
interface Opened extends Line {
  readonly side: Side;
  readonly entry: Account;
  readonly token: string;
  readonly cloud: Cloud;
}

const SCOPES = { google: 'https://www.googleapis.com/auth/contacts', microsoft: 'Contacts.ReadWrite' };

/** `moment` is told whenever a request leaves or a reply arrives; `order` says whose request goes first. */
export async function openStage(
  history: History,
  order: Order,
  moment: (stage: Stage, when: string) => void,
): Promise<Stage> {
  const clock = steppingClock();
  const graphs = [...history.graphs];
  const opened: Opened[] = [];
  // Of persons kept in step, an edit of one contact is an edit of all.
  const inStep = history.persons !== undefined;
  const together = nothingKnown();
  for (const provider of BOOKS[history.book])
    opened.push(
      await openSide(provider, opened.length, graphs, clock.now, inStep ? together : nothingKnown()),
    );
  const [disk, ids] = [new MemoryDisk(), countingIds()];
  const [trace, counts]: [string[], Map<string, number>] = [[], new Map()];
  const count = (what: string) => void counts.set(what, (counts.get(what) ?? 0) + 1);
  const net = network({
    lines: new Map(opened.map((line) => [line.token, line])),
    count,
    order,
    moment: (when) => {
      trace.push(when);
      moment(stage, when);
    },
  });
  const google = opened.find(({ provider }) => provider === 'google')!.cloud;
  const microsoft = opened.find(({ provider }) => provider === 'microsoft')!.cloud;
  const open = (): Promise<TestKith> =>
    openTestKith({ google, microsoft } as Parameters<typeof openTestKith>[0], {
      clock,
      ids,
      folder: disk.folder,
      backups: false,
      storedAtOnce: 2,
      fetch: net.fetch,
      accounts: opened.map(({ entry }) => entry),
      tokenOf: (id) => opened.find(({ entry }) => entry.id === id)!.token,
    });
  const world: World = {
    trace,
    counts,
    net,
    disk,
    clock,
    count,
    sides: opened.map(({ side }) => side),
    kith: await open(),
    sync: async (sides, options = {}) => {
      const runs = world.kith.engine.run(
        sides.map(({ account }) => account),
        options,
      );
      const reports = await (sides.length === 1 ? runs : net.inOrder(runs));
      reports.forEach((report, n) => note(world, sides[n]!, report));
      // Whether what comes back is still there, nobody can tell while its cloud denies it.
      reports.forEach(({ notes }, n) => {
        for (const { contact, kind } of sides[n]!.ledger.isDenied() ? notes : []) {
          const record = world.kith.book.contact(contact);
          if (kind === 'editBeatDeletion' && record !== null) stage.recreated.add(identityOf(record));
        }
      });
      return reports;
    },
    close: async () => {
      await world.kith.close();
      disk.remove();
    },
  };
  let dice = diceOf(0);
  const stage: Stage = {
    world,
    dice: () => dice,
    roll: (choice) => {
      dice = diceOf(choice);
    },
    interference: { meanwhile: [], crash: null, moments: 0, transactions: 0, looking: new Set() },
    unsettled: [],
    hiddenSince: new Map(),
    make: values(),
    contacts: 0,
    inStep,
    wrong: [],
    recreated: new Set(),
    unheld: new Set(),
    deletedThere: new Set(),
    setBack: 0,
    leftOut: new Set(),
    notFound: new Set(),
    reopen: () => reopen(stage, open),
  };
  return stage;
}

async function openSide(
  provider: 'google' | 'microsoft',
  index: number,
  graphs: ('v1.0' | 'beta')[],
  now: () => number,
  known: Known,
): Promise<Opened> {
  const inProcess = `http://${provider}.practice.invalid`;
  const graph = provider === 'microsoft' ? (graphs.shift() ?? 'v1.0') : undefined;
  const [cloud, device]: [Cloud, Device] = await (async () => {
    if (graph === undefined) {
      const google = await startGoogleCloud({ inProcess, now });
      return [google, googleDevice({ google })];
    }
    const microsoft = await startMicrosoftCloud({ inProcess, now });
    return [microsoft, microsoftDevice({ microsoft }, graph)];
  })();
  const account = `a-${provider}-${index}` as AccountId;
  const entry: Account = {
    id: account,
    provider,
    userId: account,
    email: `${account}@kith.test`,
    name: account,
    state: 'active',
    ...(graph === undefined ? {} : { graph }),
    linkedAt: '2026-11-21T10:00:00.000Z',
  };
  const side = { account, device, ledger: ledger(account, known) };
  // Renewing tokens is tested elsewhere (contract/renewal).
  cloud.signIn.rules.accessTokenSeconds = Infinity;
  const token = cloud.signIn.issueAccessToken({ scopes: [SCOPES[provider]] });
  return { side, entry, cloud, token, name: account, provider, faults: device.faults, send: cloud.fetch };
}

/** Opens Kith again, twice if it dies in between; then what is stored tells what became of the last commands. */
async function reopen(stage: Stage, open: () => Promise<TestKith>): Promise<void> {
  const { world } = stage;
  const { disk } = world;
  await world.kith.close().catch((thrown: unknown) => {
    if (!disk.dead) throw thrown;
  });
  const again = (): Promise<TestKith> => {
    disk.revive();
    world.net.dead = false;
    return open();
  };
  world.kith = await again().catch((thrown: unknown) => {
    if (!disk.dead) throw thrown;
    world.count('crash while opening');
    return again();
  });
  for (const book of stage.unsettled.splice(0)) book();
}

function note(world: World, side: Side, report: RunReport): void {
  for (const { kind } of report.notes) world.count(`law ${kind}`);
  for (const { code } of report.errors) world.count(`error ${code}`);
  if (report.merged > 0) world.count('law merged');
  const { writes, pulled, pushed, conflicts, requests } = report;
  const errors = report.errors.map(({ code, message }) =>
    `${code} ${message}`.replaceAll(world.disk.folder, 'the disk'),
  );
  world.trace.push(
    `report ${side.account} ${JSON.stringify({ requests, writes, pulled, pushed, conflicts, errors, notes: report.notes })}`,
  );
}

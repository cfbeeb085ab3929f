// Owns: what becomes of a first sync where Graph fails on whole lists because of one contact in them (law 20).
// Leaves to others: contacts that only a direct read fails on (unreadable.test.ts).
import { afterEach, expect, it } from 'vitest';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { openTestKith, removeFolder, steppingClock } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';
import { SIDES } from '../support/sides.ts';

const INTERNAL = {
  error: { code: 'ErrorInternalServerError', message: 'An internal server error occurred.' },
};
const BAD = 'Person230';

let clouds: Clouds;
let kith: TestKith;
/** Whether an answer of this address that shows the contact is an internal error instead. */
let fails: (url: string) => boolean;
let requests: string[];
/** Whether requests of this address are not answered by Outlook itself. */
let outage: (url: string) => boolean;

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

interface Part {
  readonly id: string;
  readonly body?: unknown;
}

async function throughTrouble(input: string, init: RequestInit | undefined): Promise<Response> {
  const url = decodeURIComponent(input);
  requests.push(url);
  if (outage(url)) return json(502, INTERNAL);
  const reply = await fetch(input, init);
  const text = await reply.text();
  const body: unknown = text === '' ? null : JSON.parse(text);
  if (!text.includes(BAD) || ((init?.method ?? 'GET') !== 'GET' && !url.endsWith('$batch')))
    return json(reply.status, body);
  if (!url.endsWith('$batch')) return fails(url) ? json(500, INTERNAL) : json(reply.status, body);
  const { responses } = body as { responses: readonly Part[] };
  const served = (one: Part) => !JSON.stringify(one.body ?? '').includes(`"${BAD}"`) || !fails('byId');
  return json(200, {
    responses: responses.map((one) => (served(one) ? one : { id: one.id, status: 500, body: INTERNAL })),
  });
}

async function open(count: number): Promise<void> {
  requests = [];
  outage = () => false;
  const clock = steppingClock();
  clouds = await startClouds({ google: 0, microsoft: 0, now: clock.now });
  kith = await openTestKith(clouds, { clock, fetch: throughTrouble });
  for (let n = 0; n < count; n++) SIDES.microsoft(clouds).add({ given: `Person${n}` });
}
afterEach(async () => {
  await kith.close();
  await clouds.close();
  removeFolder(kith.folder);
});

const sync = () => kith.sync(kith.microsoft);
const records = () => kith.book.contactsOf(kith.microsoft);

it.each([
  ['the list with all properties', (url: string) => !url.includes('/delta'), 300],
  ['the list with all properties, of a few', (url: string) => !url.includes('/delta'), 240],
  ['any list that shows it', () => true, 300],
])('[law 20] Outlook fails on %s: the others come, and the one is told of', async (_what, how, count) => {
  await open(count);
  fails = how;
  const { errors } = await sync();
  expect(errors).toMatchObject([{ code: 'provider.unavailable', retry: 'later' }]);
  expect(records()).toHaveLength(count - 1);
  const before = requests.length;
  expect(await sync()).toMatchObject({ pulled: 0, errors: [{ code: 'provider.unavailable' }] });
  expect(requests.length - before, 'nothing is listed anew').toBeLessThan(10);

  SIDES.microsoft(clouds).edit(records()[0]!.remoteId!, { notes: 'theirs' });
  expect(await sync()).toMatchObject({ pulled: 1, errors: [{}] });
  expect(records().find(({ local }) => local?.notes?.text === 'theirs')).toBeDefined();

  fails = () => false;
  expect(await sync()).toMatchObject({ pulled: 1, errors: [] });
  expect(records()).toHaveLength(count);
  expect((await kith.verify(kith.microsoft)).differ).toEqual([]);
});

it('[law 8] [law 20] Outlook fails on its changes because of one contact: the others come, and nobody is taken for gone', async () => {
  await open(30);
  fails = () => false;
  await sync();
  const outlook = SIDES.microsoft(clouds);
  const [bad = '', fine = '', gone = ''] = ['Person7', 'Person8', 'Person9'].map(
    (given) => records().find(({ local }) => local?.name?.given === given)!.remoteId!,
  );
  outlook.edit(bad, { given: BAD });
  outlook.edit(fine, { notes: 'theirs' });
  outlook.remove(gone);
  fails = () => true;
  expect((await sync()).errors).toMatchObject([{ code: 'provider.unavailable' }]);
  expect(records()).toHaveLength(29);
  expect(records().find(({ remoteId }) => remoteId === fine)?.local?.notes?.text).toBe('theirs');
  fails = () => false;
  expect((await sync()).errors).toEqual([]);
  expect((await kith.verify(kith.microsoft)).differ).toEqual([]);
});

it('[law 7] a contact made a moment ago that Outlook names without giving it comes once it can be read', async () => {
  await open(240);
  fails = () => true;
  await sync();
  expect(records()).toHaveLength(239);
  clouds.microsoft.faults.notFoundAfterCreate = 2;
  SIDES.microsoft(clouds).add({ given: 'Fresh' });
  const gone = SIDES.microsoft(clouds).add({ given: 'Gone' });
  expect((await sync()).pulled).toBe(0);
  delete clouds.microsoft.faults.notFoundAfterCreate;
  SIDES.microsoft(clouds).remove(gone);
  expect((await sync()).pulled).toBe(1);
  expect(records().some(({ local }) => local?.name?.given === 'Fresh')).toBe(true);
  fails = () => false;
  expect((await sync()).errors).toEqual([]);
  expect(kith.book.syncState(kith.microsoft).unread).toBeUndefined();
  expect((await kith.verify(kith.microsoft)).differ).toEqual([]);
});

it('[law 8] a contact that is deleted while a list fails is not taken for listed when it is read otherwise', async () => {
  await open(300);
  const outlook = SIDES.microsoft(clouds);
  let failed = 0;
  fails = (url) => {
    if (url.includes('/delta') && ++failed === 3) outlook.remove(records()[0]!.remoteId!);
    return true;
  };
  await sync();
  expect(failed).toBe(3);
  expect(records()).toHaveLength(298);
});

it.each(['a first', 'a later'])(
  '[law 7] [law 20] %s complete listing that Outlook fails to go on with is told as its trouble, and ends once that is over',
  async (which) => {
    await open(450);
    fails = () => false;
    if (which === 'a later') {
      await sync();
      SIDES.microsoft(clouds).expireCursors();
    }
    outage = (url) => url.includes('$skiptoken');
    for (let times = 0; times < 3; times++)
      expect((await sync()).errors).toMatchObject([
        { code: 'provider.unavailable', retry: 'later', context: { status: 502 } },
      ]);
    outage = () => false;
    expect(await sync()).toMatchObject({ pulled: which === 'a first' ? 250 : 0, errors: [] });
    expect(records()).toHaveLength(450);
    expect(await sync()).toMatchObject({ pulled: 0, errors: [] });
  },
);

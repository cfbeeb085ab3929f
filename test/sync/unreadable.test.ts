// Owns: what becomes of an account one of whose contacts its cloud fails on whenever it is read directly (law 20).
// Leaves to others: contacts that a cloud fails on when they are written (trouble.test.ts).
import { afterEach, describe, expect, it } from 'vitest';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { endTestKith, openTestKith, steppingClock } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';
import { SIDES } from '../support/sides.ts';
import type { Side } from '../support/sides.ts';

const PROVIDERS = ['google', 'microsoft'] as const;
const INTERNAL = { error: { code: 500, message: 'Internal error encountered.', status: 'INTERNAL' } };

let clouds: Clouds;
let kith: TestKith;
let side: Side;
/** The contacts that cannot be read, by every id that they go by. */
let unreadable: ReadonlySet<string>;

/** What a part of a Graph batch that reads one of them is answered with. */
let failing: object;

interface Part {
  readonly id: string;
  readonly method?: string;
  readonly url?: string;
}

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
const isBad = (url: string) => [...unreadable].some((id) => decodeURIComponent(url).includes(id));

/** A batch of Graph's in which the reads of such contacts fail. */
async function withFailures(requests: readonly Part[], reply: Response): Promise<Response> {
  const failed = requests
    .filter(({ method, url }) => method === 'GET' && isBad(url ?? ''))
    .map(({ id }) => id);
  if (failed.length === 0) return reply;
  const { responses } = (await reply.json()) as { responses: readonly Part[] };
  return json(200, {
    responses: responses.map((one) => (failed.includes(one.id) ? { id: one.id, ...failing } : one)),
  });
}

/** From now on the cloud fails on these whenever they are read. */
function failOn(...ids: readonly string[]): void {
  const raws = clouds.microsoft.book.all().filter((raw) => ids.some((id) => Object.values(raw).includes(id)));
  unreadable = new Set([...ids, ...raws.map((raw) => String(raw['immutableId']))]);
}

async function open(
  provider: 'google' | 'microsoft',
  contacts: readonly string[],
): Promise<readonly string[]> {
  unreadable = new Set();
  failing = { status: 500, body: INTERNAL };
  const clock = steppingClock();
  clouds = await startClouds({ google: 0, microsoft: 0, now: clock.now });
  kith = await openTestKith(clouds, {
    clock,
    fetch: async (input, init) => {
      if ((init?.method ?? 'GET') === 'GET' && isBad(input)) return json(500, INTERNAL);
      const reply = await fetch(input, init);
      const { requests } = JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as {
        requests?: Part[];
      };
      return requests === undefined ? reply : withFailures(requests, reply);
    },
  });
  side = SIDES[provider](clouds);
  const ids = contacts.map((given) => side.add({ given }));
  await sync();
  return ids;
}
afterEach(() => endTestKith(kith, clouds));

const sync = () => kith.sync(side.account(kith));
const records = () => kith.book.contactsOf(side.account(kith));
const named = (given: string) => records().find(({ local }) => local?.name?.given === given)!;
const edit = (given: string, text: string) =>
  kith.handlers['contacts.save']({ contact: named(given).id, fields: { notes: { text } } });
const people = Array.from({ length: 25 }, (_, n) => `Person${n}`);
const told = (contact: string) => [
  expect.objectContaining({
    code: 'provider.unavailable',
    context: expect.objectContaining({ contact }) as object,
  }),
];

describe.each(PROVIDERS)('%s', (provider) => {
  it('[law 20] a change that is refused as stale, and cannot be read, keeps nobody back and is not written over', async () => {
    const ids = await open(provider, people);
    const [bad = ''] = ids;
    const { id } = named('Person0');
    side.faults['hideWrites'] = true;
    side.edit(bad, { notes: 'theirs' });
    for (const given of people) edit(given, 'mine');
    failOn(bad);

    expect((await sync()).errors).toEqual(told(id));
    expect(ids.map((one) => side.read(one)?.notes)).toEqual(['theirs', ...people.slice(1).map(() => 'mine')]);
    expect(kith.book.contact(id)).toMatchObject({
      local: { notes: { text: 'mine' } },
      problem: { code: 'provider.unavailable', retry: 'later' },
    });

    unreadable = new Set();
    delete side.faults['hideWrites'];
    expect((await sync()).errors).toEqual([]);
    expect(kith.book.contact(id)?.conflicts).toMatchObject([{ mine: 'mine', theirs: 'theirs' }]);
    expect(side.read(bad)?.notes).toBe('theirs');
  });

  it('[law 8] [law 20] one that a listing leaves out and that cannot be read stays, and the others are deleted', async () => {
    const ids = await open(provider, people);
    const [bad = '', gone = ''] = ids;
    const { id } = named('Person0');
    failOn(bad);
    side.remove(bad);
    side.remove(gone);
    side.add({ given: 'Later' });
    side.expireCursors();

    expect((await sync()).errors).toEqual(told(id));
    expect(named('Person0')).toBeDefined();
    expect(named('Person1')).toBeUndefined();
    expect(named('Later')).toBeDefined();

    unreadable = new Set();
    expect((await sync()).errors).toEqual([]);
    expect(named('Person0')).toBeUndefined();
  });

  it('[law 4] [law 20] a deletion here of one that cannot be read waits where the cloud cannot check it', async () => {
    const ids = await open(provider, people);
    const [bad = '', other = ''] = ids;
    const { id } = named('Person0');
    side.faults['hideWrites'] = true;
    side.edit(bad, { notes: 'theirs' });
    for (const given of ['Person0', 'Person1']) kith.handlers['persons.delete'](named(given).person);
    edit('Person2', 'mine');
    failOn(bad);

    expect((await sync()).errors).toEqual(told(id));
    expect(side.read(bad)?.notes).toBe('theirs');
    expect(side.read(other)).toBeUndefined();
    expect(side.read(ids[2]!)?.notes).toBe('mine');

    unreadable = new Set();
    delete side.faults['hideWrites'];
    expect((await sync()).errors).toEqual([]);
    expect(named('Person0').local?.notes?.text, 'the edit over there beats the deletion').toBe('theirs');
  });

  it('[law 20] an older version in a list, of one that cannot be read, is not taken for news', async () => {
    const [bad = ''] = await open(provider, people);
    const { id } = named('Person0');
    edit('Person0', 'mine');
    await sync();
    side.add({ given: 'Later' });
    const known = kith.book.contact(id)!;
    const updatedAt = '2027-01-01T00:00:00Z';
    kith.book.transaction([
      { kind: 'putContact', record: { ...known, etag: 'other', readOnly: { ...known.readOnly, updatedAt } } },
    ]);
    side.touch(bad);
    failOn(bad);
    expect((await sync()).errors).toEqual(told(id));
    expect(named('Later')).toBeDefined();
    expect(kith.book.contact(id)?.local?.notes?.text).toBe('mine');
    unreadable = new Set();
    expect((await sync()).errors).toEqual([]);
  });
});

it('[law 3] [law 4] [law 20] Outlook writes over nothing that cannot be looked at, where it does not look at versions itself', async () => {
  const [bad = '', deleted = '', fine = ''] = await open('microsoft', people);
  const ids = ['Person0', 'Person1'].map((given) => named(given).id);
  Object.assign(side.faults, { hideWrites: true, ifMatch: 'ignore' });
  for (const id of [bad, deleted]) side.edit(id, { notes: 'theirs' });
  for (const given of ['Person0', 'Person2']) edit(given, 'mine');
  kith.handlers['persons.delete'](named('Person1').person);
  failOn(bad, deleted);

  const { errors } = await sync();
  expect(errors).toEqual(ids.flatMap(told));
  expect([bad, deleted, fine].map((id) => side.read(id)?.notes)).toEqual(['theirs', 'theirs', 'mine']);
});

describe('a change that only a direct read shows whole', () => {
  it.each([
    [503, {}],
    [503, { 'Retry-After': '2' }],
    [424, {}],
  ])(
    '[law 20] Outlook: parts of batches that are answered with %d %o for ever keep nobody back',
    async (status, headers) => {
      const [bad = '', other = ''] = await open('microsoft', people);
      const { id } = named('Person0');
      for (const one of [bad, other]) side.edit(one, { notes: 'theirs' });
      failing = { status, headers, body: { error: { code: 'UnknownError', message: '' } } };
      failOn(bad);
      expect((await sync()).errors).toEqual(told(id));
      expect(named('Person1').local?.notes?.text).toBe('theirs');
      expect(kith.book.account(kith.microsoft)?.pause).toBeUndefined();
      edit('Person2', 'mine');
      expect(await sync()).toMatchObject({ pushed: 1, errors: told(id) });
      unreadable = new Set();
      expect((await sync()).errors).toEqual([]);
      expect(kith.book.contact(id)?.local?.notes?.text).toBe('theirs');
    },
  );

  it('[law 7] [law 20] Outlook: the others come, and it comes once it can be read', async () => {
    const [bad = ''] = await open('microsoft', people);
    const { id } = named('Person0');
    side.edit(bad, { notes: 'theirs' });
    const added = side.add({ given: 'New' });
    side.add({ given: 'Later' });
    failOn(bad, added);

    const { errors } = await sync();
    expect(errors).toHaveLength(2);
    expect(errors).toEqual(expect.arrayContaining(told(id)));
    expect(named('Later')).toBeDefined();
    expect(kith.book.contact(id)?.local?.notes).toBeUndefined();
    side.add({ given: 'Last' });
    expect((await sync()).errors, 'the next sync asks again').toHaveLength(2);
    expect(named('Last')).toBeDefined();
    side.expireCursors();
    expect((await sync()).pulled, 'a complete listing does not take it for gone').toBe(0);
    expect(kith.book.contact(id)).not.toBeNull();

    unreadable = new Set();
    expect((await sync()).errors).toEqual([]);
    expect(kith.book.contact(id)?.local?.notes?.text).toBe('theirs');
    expect(named('New')).toBeDefined();
    expect((await kith.verify(kith.microsoft)).differ).toEqual([]);
    expect(await sync()).toMatchObject({ pulled: 0, writes: 0 });
  });

  it('[law 7] [law 20] Google: one of very many addresses, which lists cut', async () => {
    const [bad = ''] = await open('google', people);
    const { id } = named('Person0');
    const emails = Array.from({ length: 120 }, (_, n) => `a${n}@example.com`);
    side.edit(bad, { emails });
    side.add({ given: 'Later' });
    failOn(bad);
    expect((await sync()).errors).toEqual(told(id));
    expect(named('Later')).toBeDefined();
    expect(kith.book.contact(id)?.local?.emails).toBeUndefined();
    unreadable = new Set();
    expect((await sync()).errors).toEqual([]);
    expect(kith.book.contact(id)?.local?.emails).toHaveLength(120);
  });
});

describe.each(PROVIDERS)('verify, %s', (provider) => {
  it('[law 20] compares all the others, and names those that cannot be read', async () => {
    const few = people.slice(0, 8);
    const [bad = '', other = ''] = await open(provider, few);
    // Lists cut this at Google, so that it has to be read by itself.
    const emails = Array.from({ length: provider === 'google' ? 120 : 2 }, (_, n) => `a${n}@example.com`);
    side.edit(bad, { emails });
    await sync();
    const strange = side.add({ given: 'New', emails });
    side.edit(other, { notes: 'theirs' });
    failOn(bad, strange);
    const error = expect.objectContaining({ code: 'provider.unavailable' }) as object;
    const { same, differ } = await kith.verify(side.account(kith));
    expect(same).toBe(few.length - 2);
    expect(differ).toHaveLength(3);
    expect(differ).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ contact: named('Person0').id, name: 'Person0', reason: 'unread', error }),
        expect.objectContaining({ contact: null, reason: 'unread', fields: [], error }),
        expect.objectContaining({ name: 'Person1', reason: 'changedInCloud', fields: ['notes'] }),
      ]),
    );
    unreadable = new Set();
    const again = await kith.verify(side.account(kith));
    expect(again.differ.map(({ reason }) => reason).toSorted()).toEqual(['changedInCloud', 'newInCloud']);
  });
});

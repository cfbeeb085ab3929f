// Owns: what becomes of pending changes where a cloud fails on one of them with a problem of its own and names nobody, or
// refuses one again and again. Leaves to others: refusals that name a contact (switches.test.ts), throttling (throttled.test.ts).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { endTestKith, openTestKith, steppingClock } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';
import { SIDES, fieldsOf } from '../support/sides.ts';
import type { Side } from '../support/sides.ts';

const POISON = 'what the service fails on';
const INTERNAL = { error: { code: 500, message: 'Internal error encountered.', status: 'INTERNAL' } };

let clouds: Clouds;
let kith: TestKith;
let side: Side;
let clock: ReturnType<typeof steppingClock>;
/** What the service answers to the requests that are in trouble; absent: it is in none. */
let trouble: ((body: string) => Response | undefined) | undefined;

/** Answers a batch in which some parts are in trouble: it gets the body, and the way to ask for the others. */
let inParts: ((body: string, ask: (body: string) => Promise<Response>) => Promise<Response>) | undefined;

/** Which addresses are refused for the token, whichever it is. */
let refused: ((url: string) => boolean) | undefined;

/** Changes what the service says of the first contact of its next batch, which it has applied. */
let unsaid: object | undefined;

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });

const isCreating = (init?: RequestInit) => /"POST"|"contactPerson"/.test(String(init?.body));

async function withUnsaid(reply: Response): Promise<Response> {
  const body = (await reply.json()) as Record<string, [object, ...object[]]>;
  for (const parts of [body['responses'], body['createdPeople']])
    if (parts !== undefined) parts[0] = { ...('id' in parts[0] ? { id: parts[0].id } : {}), ...unsaid };
  unsaid = undefined;
  return json(reply.status, body);
}

async function open(provider: 'google' | 'microsoft'): Promise<void> {
  trouble = undefined;
  inParts = undefined;
  refused = undefined;
  unsaid = undefined;
  clock = steppingClock();
  clouds = await startClouds({ google: 0, microsoft: 0, now: clock.now });
  kith = await openTestKith(clouds, {
    clock,
    fetch: async (input, init) => {
      if (refused?.(input) === true) return json(401, { error: { code: 'InvalidAuthenticationToken' } });
      const answer = typeof init?.body === 'string' ? trouble?.(init.body) : undefined;
      if (answer !== undefined) return answer;
      if (inParts !== undefined && typeof init?.body === 'string' && input.endsWith('$batch'))
        return inParts(init.body, (body) => fetch(input, { ...init, body }));
      const reply = await fetch(input, init);
      return unsaid !== undefined && /batch/.test(input) && isCreating(init) ? withUnsaid(reply) : reply;
    },
  });
  side = SIDES[provider](clouds);
}
afterEach(() => endTestKith(kith, clouds));

const sync = () => kith.sync(side.account(kith));
const records = () => kith.book.contactsOf(side.account(kith));
const named = (given: string) => records().find(({ local }) => local?.name?.given === given)!;
const create = (given: string, notes?: string) =>
  kith.handlers['contacts.create']({
    accounts: [side.account(kith)],
    fields: fieldsOf({ given, ...(notes === undefined ? {} : { notes }) }),
  });
const edit = (given: string, notes: string) =>
  kith.handlers['contacts.save']({ contact: named(given).id, fields: { notes: { text: notes } } });
const reached = () => side.all().filter(({ notes }) => notes === 'new').length;
const everybody = Array.from({ length: 30 }, (_, n) => `Person${n}`);

it.each([
  ['google', { httpStatusCode: 504, status: { code: 4, message: 'Deadline exceeded' } }],
  ['google', { httpStatusCode: 500, status: { code: 13, message: 'Internal error' } }],
  ['microsoft', { status: 503, body: { error: { code: 'UnknownError', message: '' } } }],
  ['microsoft', { status: 504, body: { error: { code: 'UnknownError', message: '' } } }],
] as const)(
  '[law 9] a create of a batch that was applied and answered otherwise is not repeated: %s, %o',
  async (provider, answer) => {
    await open(provider);
    await sync();
    for (const given of ['Ada', 'Grace']) create(given);
    unsaid = answer;
    await sync();
    expect(unsaid, 'the answer was given').toBeUndefined();
    await sync();
    expect(
      side
        .all()
        .map(({ given }) => given)
        .sort(),
    ).toEqual(['Ada', 'Grace']);
    expect(records()).toHaveLength(2);
  },
);

describe('google', () => {
  beforeEach(() => open('google'));

  it.each(['create', 'update'])(
    '[law 14] [law 20] one contact on whose %s the service fails keeps none of its batch back, and is named',
    async (kind) => {
      if (kind === 'update') for (const given of everybody) side.add({ given });
      await sync();
      const write = kind === 'update' ? edit : create;
      for (const given of everybody) write(given, given === 'Person7' ? POISON : 'new');
      trouble = (body) => (body.includes(POISON) ? json(500, INTERNAL) : undefined);

      const report = await sync();
      expect(reached()).toBe(29);
      expect(report.errors).toEqual([
        expect.objectContaining({
          code: 'provider.unavailable',
          context: expect.objectContaining({ contact: named('Person7').id }) as object,
        }),
      ]);
      expect(named('Person7').problem).toMatchObject({ code: 'provider.unavailable', retry: 'later' });

      create('Later', 'new');
      expect(await sync(), 'nor those of the next syncs').toMatchObject({ pushed: 1, errors: [{}] });
      trouble = undefined;
      expect(await sync()).toMatchObject({ pushed: 1, errors: [] });
      expect(records().every(({ problem }) => problem === null)).toBe(true);
      expect(side.all()).toHaveLength(31);
      expect(await sync()).toMatchObject({ writes: 0, errors: [] });
    },
  );

  it('[law 15] a service that fails on every write is waited for, longer each time, and then left alone', async () => {
    await sync();
    for (const given of everybody) create(given);
    trouble = () => json(500, INTERNAL);
    const { writes, errors } = await sync();
    expect(errors).toEqual([expect.objectContaining({ code: 'provider.unavailable' })]);
    expect(writes).toBeLessThan(10);
    expect(clock.slept.length).toBeGreaterThan(3);
    expect(clock.slept).toEqual(clock.slept.toSorted((a, b) => a - b));
    trouble = undefined;
    expect(await sync()).toMatchObject({ pushed: 30, errors: [] });
    expect(side.all()).toHaveLength(30);
  });

  it.each([
    [20, [20_000]],
    [900, []],
  ])('[law 15] %d seconds that it asks for after a failed write are kept', async (seconds, slept) => {
    await sync();
    create('Ada');
    const busy = json(
      503,
      { error: { code: 503, message: 'Busy.', status: 'UNAVAILABLE' } },
      {
        'retry-after': String(seconds),
      },
    );
    let times = 0;
    trouble = () => (times++ === 0 ? busy : undefined);
    await sync();
    expect(clock.slept).toEqual(slept);
    expect(side.all()).toHaveLength(seconds === 20 ? 1 : 0);
    const until = kith.book.account(kith.google)?.pause?.until;
    expect(until === undefined).toBe(seconds === 20);
  });

  it('[law 20] a change that is called stale each time that it is sent is told of', async () => {
    side.add({ given: 'Ada' });
    await sync();
    edit('Ada', POISON);
    const refusal = { error: { code: 400, message: 'Not now.', status: 'FAILED_PRECONDITION' } };
    trouble = (body) => (body.includes(POISON) ? json(400, refusal) : undefined);
    expect((await sync()).errors).toEqual([expect.objectContaining({ code: 'provider.stale' })]);
    expect(named('Ada').problem).toMatchObject({ code: 'provider.stale', retry: 'later' });
    trouble = undefined;
    expect(await sync()).toMatchObject({ pushed: 1, errors: [] });
    expect(named('Ada').problem).toBeNull();
  });
});

describe('microsoft', () => {
  beforeEach(() => open('microsoft'));

  interface Part {
    readonly id: string;
  }
  const partFails = (status: number, code: string) => (body: string) => {
    const { requests = [] } = JSON.parse(body) as { requests?: readonly Part[] };
    if (!body.includes(POISON) || requests.length !== 1) return undefined;
    return json(200, {
      responses: requests.map(({ id }) => ({ id, status, body: { error: { code, message: 'Full.' } } })),
    });
  };

  it.each([
    [507, 'ErrorQuotaExceeded', 'provider.unavailable'],
    [409, 'ErrorNotNow', 'provider.rejected'],
  ])(
    '[law 20] a part of a batch that is answered with %d each time is told of',
    async (status, code, told) => {
      await sync();
      create('Ada', POISON);
      trouble = partFails(status, code);
      expect((await sync()).errors).toEqual([expect.objectContaining({ code: told })]);
      expect(named('Ada').problem).toMatchObject({ code: told, retry: 'later' });
      trouble = undefined;
      expect(await sync()).toMatchObject({ pushed: 1, errors: [] });
      expect(named('Ada').problem).toBeNull();
      expect(side.all()).toHaveLength(1);
    },
  );

  /** The parts that write or read what is in trouble are answered so, whoever else is in their batch. */
  const partsFail =
    (status: number, code: string, headers: Record<string, string>, bad: RegExp) =>
    async (body: string, ask: (body: string) => Promise<Response>) => {
      const { requests = [] } = JSON.parse(body) as { requests?: readonly Part[] };
      const failing = requests.filter((one) => bad.test(JSON.stringify(one)));
      const others = requests.filter((one) => !failing.includes(one));
      const reply = others.length === 0 ? null : await ask(JSON.stringify({ requests: others }));
      const { responses } = ((await reply?.json()) ?? { responses: [] }) as { responses: readonly Part[] };
      const error = { code, message: '' };
      return json(200, {
        responses: [...responses, ...failing.map(({ id }) => ({ id, status, headers, body: { error } }))],
      });
    };

  it.each([
    [503, {}],
    [503, { 'Retry-After': '2' }],
    [424, {}],
  ])(
    '[law 14] [law 20] parts of batches that are answered with %d %o for ever keep nobody back, and are told of',
    async (status, headers) => {
      for (const given of everybody) side.add({ given });
      await sync();
      const bad = ['Person7', 'Person8', 'Person21'];
      const ids = bad.map((given) => named(given).id);
      const remoteIds = bad.map((given) => named(given).remoteId!);
      for (const given of everybody) edit(given, 'new');
      inParts = partsFail(status, 'UnknownError', headers, new RegExp(remoteIds.join('|')));

      const told = async () =>
        (await sync()).errors.map(({ code, context }) => [context['contact'], code]).toSorted();
      const expected = ids.map((id) => [id, 'provider.unavailable']).toSorted();
      expect(await told()).toEqual(expected);
      expect(reached()).toBe(27);
      expect(kith.book.account(kith.microsoft)?.pause, 'the others need not wait').toBeUndefined();
      create('Later', 'new');
      expect(await told()).toEqual(expected);
      expect(reached()).toBe(28);

      inParts = undefined;
      expect(await sync()).toMatchObject({ pushed: 3, errors: [] });
      expect(records().every(({ problem }) => problem === null)).toBe(true);
      expect(await sync()).toMatchObject({ writes: 0, errors: [] });
    },
  );

  it('[law 15] [law 20] one that is stale for ever beside one that is throttled for ever ends the run', async () => {
    for (const given of ['Ada', 'Grace']) side.add({ given });
    await sync();
    for (const given of ['Ada', 'Grace']) edit(given, 'new');
    const [stale = '', busy = ''] = ['Ada', 'Grace'].map((given) => named(given).remoteId!);
    let asked = 0;
    inParts = (body) => {
      const { requests } = JSON.parse(body) as {
        requests: readonly (Part & { url: string; method: string })[];
      };
      if (++asked > 200) return Promise.reject(new TypeError('asked for ever'));
      const status = ({ url }: { url: string }) =>
        url.includes(stale) ? 412 : url.includes(busy) ? 429 : 404;
      return Promise.resolve(
        json(200, {
          responses: requests.map((one) => ({
            id: one.id,
            status: one.method === 'GET' ? 404 : status(one),
            body: { error: { code: 'TooManyRequests', message: 'Not now.' } },
          })),
        }),
      );
    };
    expect((await sync()).errors).toMatchObject([{ code: 'provider.throttled' }]);
    expect(asked).toBeLessThan(60);
    inParts = undefined;
    await clock.sleep(3_600_000);
    expect(await sync()).toMatchObject({ pushed: 2, errors: [] });
  });

  describe('a token that parts of a batch are refused for', () => {
    const asks = { code: 'InvalidAuthenticationToken', message: 'Lifetime validation failed.' };
    const refusing = (bad: RegExp) => (inParts = partsFail(401, asks.code, {}, bad));

    it.each(['write', 'read'])(
      '[law 16] a %s: the account asks to sign in again, and nothing is lost',
      async (kind) => {
        for (const given of everybody) side.add({ given });
        await sync();
        const contact = named('Person7');
        edit('Person3', 'new');
        edit('Person7', 'new');
        side.edit(named('Person9').remoteId!, { notes: 'theirs' });
        const bad = kind === 'write' ? contact.remoteId! : named('Person9').remoteId!;
        refusing(new RegExp(bad));
        refused = (url) => url.includes(bad) || decodeURIComponent(url).includes(bad);

        const { errors } = await sync();
        expect(errors).toMatchObject([{ code: 'auth.required', retry: 'afterUser' }]);
        expect(kith.book.account(kith.microsoft)?.state).toBe('signInNeeded');
        if (kind === 'write') expect(reached(), 'what the batch did take is known').toBe(1);
        expect(kith.book.contact(contact.id)).toMatchObject({
          local: { notes: { text: 'new' } },
          problem: null,
        });

        inParts = undefined;
        refused = undefined;
        expect((await sync()).errors).toEqual([]);
        expect(kith.book.account(kith.microsoft)?.state).toBe('active');
        expect(reached()).toBe(2);
        expect(named('Person9').local?.notes?.text).toBe('theirs');
      },
    );

    it('[law 16] a token that another one can take the place of needs no person', async () => {
      for (const given of everybody) side.add({ given });
      await sync();
      for (const given of everybody) edit(given, 'new');
      const bad = ['Person7', 'Person8', 'Person20'].map((given) => named(given).remoteId!);
      refusing(new RegExp(bad.join('|')));
      expect(await sync()).toMatchObject({ pushed: 30, errors: [] });
      expect(reached()).toBe(30);
      expect(kith.book.account(kith.microsoft)?.state).toBe('active');
    });
  });
});

// Owns: the network between Kith and the clouds in a simulated history: what happens to each request and reply.
// Leaves to others: when it is bad (history.ts), the clouds' own refusals and faults (test/clouds).
import type { Scheduler } from 'fast-check';
import { dice as diceOf } from './dice.ts';
import type { Dice } from './dice.ts';
import type { Trouble, TroubleName } from './history.ts';

type Provider = 'google' | 'microsoft';

/** The way of one account's requests to its cloud. */
export interface Line {
  readonly name: string;
  readonly provider: Provider;
  readonly faults: Record<string, unknown>;
  readonly send: (input: string, init?: RequestInit) => Promise<Response>;
}

/** Decides whose request goes first where several accounts sync at once. */
export type Order = Pick<Scheduler, 'schedule' | 'waitFor'>;

export interface Network {
  readonly fetch: (input: string, init?: RequestInit) => Promise<Response>;
  /** Every request in its order: which account, method, address, body. */
  readonly requests: readonly string[];
  /** What goes wrong with the requests from now on, counted from 0. */
  expect(troubles: readonly Trouble[]): void;
  /** The result of runs that go on at once, their requests in random order. */
  inOrder<T>(runs: Promise<T>): Promise<T>;
  /** After this every request fails unsent: the process it came from is gone. */
  dead: boolean;
}

interface Parts {
  /** By access token. */
  readonly lines: ReadonlyMap<string, Line>;
  readonly count: (what: string) => void;
  readonly order: Order;
  /** Told before a request leaves and after its reply came; may kill the network. */
  readonly moment: (when: string) => void;
}

type Forward = () => Promise<Response>;
/** What becomes of one request. */
type Mishap = (line: Line, forward: Forward) => Promise<Response>;

const PAGE = '<!doctype html><html><body>Sign in to this network</body></html>';
const html = (status: number) => new Response(PAGE, { status, headers: { 'content-type': 'text/html' } });
const cut = (code: string) =>
  Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(code), { code }) });

const withFault =
  (name: string, fault: object): Mishap =>
  async ({ faults }, forward) => {
    faults[name] = fault;
    try {
      return await forward();
    } finally {
      delete faults[name];
    }
  };
const status = (code: number, more: object = {}): Mishap => withFault('status', { code, times: 1, ...more });
const after =
  (work: (reply: Response, text: string) => Response): Mishap =>
  async (_line, forward) => {
    const reply = await forward();
    return work(reply, await reply.text());
  };
const json = (code: number, text: string) =>
  new Response(text, { status: code, headers: { 'content-type': 'application/json' } });

type MakeMishap = (dice: Dice, provider: Provider, isWrite: boolean) => Mishap | null;

/** Null where a trouble means nothing at this cloud. */
const MISHAPS: Readonly<Record<TroubleName, MakeMishap>> = {
  refused: () => () => Promise.reject(cut('ECONNREFUSED')),
  cutBefore: () => () => Promise.reject(cut('ECONNRESET')),
  lost: () => async (_line, forward) => {
    await forward();
    throw cut('ECONNRESET');
  },
  throttled: () => status(429),
  throttledForSeconds: (dice) => status(429, { retryAfter: dice.pick([0, 1, '2.5', 20]) }),
  throttledForLong: () => status(429, { retryAfter: 3000 }),
  unavailable: (dice) => status(dice.pick([500, 502, 503, 504])),
  appliedThenUnavailable: (dice) => {
    const code = dice.pick([500, 502, 503, 504]);
    return after(() => json(code, '{"error":{"code":"x","message":"trouble"}}'));
  },
  html: (dice) => () => Promise.resolve(html(dice.pick([200, 502]))),
  appliedThenHtml: () => after(() => html(200)),
  halfJson: () =>
    after((reply, text) =>
      json(reply.status === 204 ? 200 : reply.status, text.slice(0, Math.floor(text.length / 2))),
    ),
  unauthorized: () => () =>
    Promise.resolve(json(401, '{"error":{"code":401,"message":"no","status":"UNAUTHENTICATED"}}')),
  forbidden: () => status(403),
  spuriousConflict: (dice, provider) =>
    provider === 'google'
      ? null
      : withFault('spuriousConflict', { times: dice.pick([1, 3]), status: dice.pick([409, 412]) }),
  partThrottled: (dice, provider) =>
    provider === 'google'
      ? null
      : withFault('status', { code: 429, times: dice.pick([1, 2]), match: '/me/contacts/', retryAfter: 1 }),
  partUnavailable: (dice, provider) =>
    provider === 'google'
      ? null
      : withFault('status', {
          code: dice.pick([500, 503, 504]),
          times: dice.pick([1, 2]),
          match: '/me/contacts',
        }),
  partAppliedThenUnavailable: (dice, provider, isWrite) =>
    provider === 'google' || !isWrite ? null : after((reply, text) => spoilParts(dice, reply, text)),
  cursorExpired: (dice, provider) =>
    provider === 'google'
      ? withFault('expiredSyncToken', {
          times: 1,
          way: dice.pick(['precondition', 'invalidArgument', 'gone']),
        })
      : withFault('deltaReset', {
          times: 1,
          code: dice.pick([
            'SyncStateNotFound',
            'resyncRequired',
            'SyncStateInvalid',
            'ErrorInvalidIdMalformed',
            'ErrorItemNotFound',
          ]),
        }),
};

/** The network of one history: what happens in it is in the history, so that one history gives one network. */
export function network({ lines, count, order, moment }: Parts): Network {
  let expected: readonly Trouble[] = [];
  let sent = 0;
  let atOnce = false;
  const requests: string[] = [];
  const lineOf = (init: RequestInit): Line =>
    lines.get(new Headers(init.headers).get('authorization')?.slice('Bearer '.length) ?? '')!;

  async function carry(line: Line, label: string, input: string, init: RequestInit): Promise<Response> {
    const isWrite = (init.method ?? 'GET') !== 'GET' && !isReading(init.body);
    const forward = () => line.send(input, init);
    const at = sent++;
    const trouble = expected.find((one) => one.at === at);
    const mishap =
      trouble === undefined ? null : MISHAPS[trouble.name](diceOf(trouble.choice), line.provider, isWrite);
    if (trouble === undefined || mishap === null) return forward();
    // Kith waits with a lost create only where it sees that lists lag behind; a lone one under such a lag is doubled, and so
    // is one that a listing leaves out.
    if (isWrite) for (const name of ['hideWrites', 'partialListing']) delete line.faults[name];
    count(`trouble ${trouble.name}`);
    moment(`trouble ${trouble.name} ${label}`);
    try {
      return await mishap(line, forward);
    } catch (thrown) {
      moment(`lost ${label}`);
      throw thrown;
    }
  }

  const net: Network = {
    dead: false,
    requests,
    expect: (troubles) => {
      expected = troubles;
      sent = 0;
    },
    inOrder: (runs) => {
      atOnce = true;
      return order.waitFor(runs).finally(() => {
        atOnce = false;
      });
    },
    fetch: async (input, init = {}) => {
      const line = lineOf(init);
      const label = `${line.name} ${init.method ?? 'GET'} ${new URL(input).pathname}`;
      if (net.dead) throw cut('ECONNREFUSED');
      if (atOnce) await order.schedule(Promise.resolve(), label);
      moment(`before ${label}`);
      if (net.dead) throw cut('ECONNREFUSED');
      requests.push(`${line.name} ${init.method ?? 'GET'} ${input} ${textOf(init.body)}`);
      const reply = await carry(line, label, input, init);
      moment(`after ${label} ${reply.status}`);
      if (net.dead) throw cut('ECONNRESET');
      return reply;
    },
  };
  return net;
}

const textOf = (body: RequestInit['body']): string => (typeof body === 'string' ? body : '');

/** A Graph batch of reads is a POST too. */
function isReading(body: unknown): boolean {
  return (
    typeof body === 'string' &&
    body.startsWith('{"requests":') &&
    !/"method":"(POST|PATCH|DELETE)"/.test(body)
  );
}

/** Some parts of a batch were applied, and answer that they failed, or do not answer at all. */
function spoilParts(dice: Dice, reply: Response, text: string): Response {
  const replies = JSON.parse(text) as {
    responses?: { id: string; status: number; headers: object; body: unknown }[];
  };
  const responses = replies.responses?.flatMap((one) => {
    if (!dice.chance(0.5)) return [one];
    return dice.chance(0.3)
      ? []
      : [
          {
            ...one,
            status: dice.pick([500, 502, 503, 504]),
            body: { error: { code: 'x', message: 'trouble' } },
          },
        ];
  });
  return json(reply.status, JSON.stringify({ ...replies, responses }));
}

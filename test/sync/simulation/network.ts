// Owns: the network between Kith and the clouds in a simulated history: what happens to each request and reply.
// Leaves to others: when it is bad (history.ts), the clouds' own refusals and faults (test/clouds).
import type { Dice } from './dice.ts';

type Service = 'google' | 'microsoft';

export interface Network {
  readonly fetch: typeof globalThis.fetch;
  /** How many of the requests go wrong, 0–1. */
  rate: number;
  /** After this every request fails unsent: the process it came from is gone. */
  dead: boolean;
}

interface Parts {
  readonly dice: Dice;
  readonly serviceOf: (url: string) => Service;
  readonly faults: Readonly<Record<Service, Record<string, unknown>>>;
  readonly count: (what: string) => void;
  /** Told before a request leaves and after its reply came; may kill the network. */
  readonly moment: (when: string) => void;
}

type Forward = () => Promise<Response>;
/** What becomes of one request. */
type Mishap = (service: Service, forward: Forward) => Promise<Response>;

const PAGE = '<!doctype html><html><body>Sign in to this network</body></html>';
const html = (status: number) => new Response(PAGE, { status, headers: { 'content-type': 'text/html' } });
const cut = (code: string) =>
  Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(code), { code }) });

/** The network of one history. Everything random comes from its dice, so one seed gives one network. */
export function network(parts: Parts): Network {
  const { dice } = parts;
  const real = globalThis.fetch;
  const withFault =
    (name: string, fault: object): Mishap =>
    async (service, forward) => {
      const faults = parts.faults[service];
      faults[name] = fault;
      try {
        return await forward();
      } finally {
        delete faults[name];
      }
    };
  const status = (code: number, more: object = {}): Mishap =>
    withFault('status', { code, times: 1, ...more });
  const after =
    (work: (reply: Response, text: string) => Response): Mishap =>
    async (_service, forward) => {
      const reply = await forward();
      return work(reply, await reply.text());
    };
  const mishaps: Readonly<Record<string, (service: Service, isWrite: boolean) => Mishap | null>> = {
    refused: () => () => Promise.reject(cut('ECONNREFUSED')),
    cutBefore: () => () => Promise.reject(cut('ECONNRESET')),
    lost: () => async (_service, forward) => {
      await forward();
      throw cut('ECONNRESET');
    },
    throttled: () => status(429),
    throttledForSeconds: () => status(429, { retryAfter: dice.pick([0, 1, '2.5', 20]) }),
    throttledForLong: () => status(429, { retryAfter: 3000 }),
    unavailable: () => status(dice.pick([500, 502, 503, 504])),
    appliedThenUnavailable: () => {
      const code = dice.pick([500, 502, 503, 504]);
      return after(
        () =>
          new Response('{"error":{"code":"x","message":"trouble"}}', {
            status: code,
            headers: { 'content-type': 'application/json' },
          }),
      );
    },
    html: () => () => Promise.resolve(html(dice.pick([200, 502]))),
    appliedThenHtml: () => after(() => html(200)),
    halfJson: () =>
      after(
        (reply, text) =>
          new Response(text.slice(0, Math.floor(text.length / 2)), {
            status: reply.status === 204 ? 200 : reply.status,
            headers: { 'content-type': 'application/json' },
          }),
      ),
    unauthorized: () => () =>
      Promise.resolve(
        new Response('{"error":{"code":401,"message":"no","status":"UNAUTHENTICATED"}}', {
          status: 401,
          headers: { 'content-type': 'application/json' },
        }),
      ),
    spuriousConflict: (service) =>
      service === 'google'
        ? null
        : withFault('spuriousConflict', { times: dice.pick([1, 3]), status: dice.pick([409, 412]) }),
    partThrottled: (service) =>
      service === 'google'
        ? null
        : withFault('status', { code: 429, times: dice.pick([1, 2]), match: '/me/contacts/', retryAfter: 1 }),
    partUnavailable: (service) =>
      service === 'google'
        ? null
        : withFault('status', {
            code: dice.pick([500, 503, 504]),
            times: dice.pick([1, 2]),
            match: '/me/contacts',
          }),
    partAppliedThenUnavailable: (service, isWrite) =>
      service === 'google' || !isWrite ? null : after((reply, text) => spoilParts(dice, reply, text)),
    cursorExpired: (service) =>
      service === 'google'
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
  const names = Object.keys(mishaps);
  const state = {
    rate: 0,
    dead: false,
    fetch: async (input: string, init: RequestInit = {}): Promise<Response> => {
      const isWrite = (init.method ?? 'GET') !== 'GET' && !isReading(init.body);
      const service = parts.serviceOf(input);
      const label = `${service} ${init.method ?? 'GET'} ${new URL(input).pathname}`;
      if (state.dead) throw cut('ECONNREFUSED');
      parts.moment(`before ${label}`);
      if (state.dead) throw cut('ECONNREFUSED');
      const forward = async () => real(input, init);
      let reply: Response;
      const name = dice.chance(state.rate) ? dice.pick(names) : '';
      const mishap = name === '' ? null : mishaps[name]!(service, isWrite);
      if (mishap === null) reply = await forward();
      else {
        // Kith waits with a lost create only where it sees that lists lag behind; a lone one under such a lag is doubled.
        if (isWrite) delete parts.faults[service]['hideWrites'];
        parts.count(`fault ${name}`);
        parts.moment(`fault ${name} ${label}`);
        try {
          reply = await mishap(service, forward);
        } catch (thrown) {
          parts.moment(`lost ${label}`);
          throw thrown;
        }
      }
      parts.moment(`after ${label} ${reply.status}`);
      if (state.dead) throw cut('ECONNRESET');
      return reply;
    },
  };
  return state as unknown as Network;
}

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
  const json = JSON.parse(text) as {
    responses?: { id: string; status: number; headers: object; body: unknown }[];
  };
  const responses = json.responses?.flatMap((one) => {
    if (!dice.chance(0.5)) return [one];
    return dice.chance(0.3)
      ? []
      : [{ ...one, status: dice.pick([500, 502, 504]), body: { error: { code: 'x', message: 'trouble' } } }];
  });
  return new Response(JSON.stringify({ ...json, responses }), {
    status: reply.status,
    headers: { 'content-type': 'application/json' },
  });
}

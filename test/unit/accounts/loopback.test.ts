// Owns: every rule of the receiver that the browser returns to. Leaves to others: what happens with the code.
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect, createServer, Server } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { receiveRedirect } from '../../../main/accounts/loopback.ts';
import type { Receiver, ReceiverOptions } from '../../../main/accounts/loopback.ts';
import { testClock } from './test-clock.ts';

const state = 'state-0123456789-0123456789-0123456789-0123';
const open: { receiver: Receiver; cancel: AbortController }[] = [];
afterEach(() => {
  for (const { receiver } of open.splice(0)) receiver.close();
});

async function receive(over: Partial<ReceiverOptions> = {}) {
  const cancel = new AbortController();
  const clock = testClock();
  const receiver = await receiveRedirect({
    path: '/cb',
    hostName: '127.0.0.1',
    state,
    signal: cancel.signal,
    timeoutMs: 300_000,
    clock,
    ...over,
  });
  open.push({ receiver, cancel });
  const { port } = new URL(receiver.redirectUri);
  let outcome: unknown = 'waiting';
  void receiver.result.then((redirect) => (outcome = redirect));
  return { ...receiver, receiver, cancel, clock, port: Number(port), outcome: () => outcome };
}

interface Ask {
  readonly path?: string;
  readonly host?: string;
  readonly method?: string;
  readonly address?: string;
}

/** Node's own client, because fetch does not let the Host be chosen. */
async function ask(
  port: number,
  { path = `/cb?code=c&state=${state}`, host, method = 'GET', address = '127.0.0.1' }: Ask = {},
) {
  const sent = request({
    host: address,
    port,
    path,
    method,
    agent: false,
    headers: { host: host ?? `127.0.0.1:${port}` },
  });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let body = '';
  for await (const part of response.setEncoding('utf8')) body += String(part);
  return { status: response.statusCode, headers: response.headers, body };
}

function refusedConnection(port: number, host = '127.0.0.1'): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    socket.once('connect', () => {
      socket.destroy();
      resolve('connected');
    });
  });
}

describe('the right request', () => {
  test('gives its code, once, and nothing listens afterwards', async () => {
    const { port, result, redirectUri } = await receive();
    expect(redirectUri).toBe(`http://127.0.0.1:${port}/cb`);
    const answer = await ask(port, {
      path: `/cb?code=the%2Fcode&state=${state}&scope=x&iss=https%3A%2F%2Fi`,
    });
    expect(answer.status).toBe(200);
    expect(await result).toEqual({ kind: 'code', code: 'the/code', issuer: 'https://i' });
    expect(await refusedConnection(port)).toBe('ECONNREFUSED');
  });

  test('is answered by a page that loads nothing, is not kept, and repeats nothing of the request', async () => {
    const { port } = await receive();
    const answer = await ask(port, { path: `/cb?code=sentinel&state=${state}&x=%3Cscript%3Esentinel` });
    expect(answer.headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+';/,
    );
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['referrer-policy']).toBe('no-referrer');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.body).toContain('<h1>Back to Kith</h1>');
    expect(answer.body).not.toMatch(/sentinel|script|http/);
    expect(answer.body).not.toContain(state);
  });

  test.each([
    ['de', 'ltr', 'Zurück zu Kith'],
    ['ja', 'ltr', 'Kith に戻ってください'],
    ['ar', 'rtl', 'عودة إلى Kith'],
  ] as const)('in %s is answered in that language', async (language, direction, title) => {
    const { port } = await receive({ language: () => language });
    const { body } = await ask(port);
    expect(body).toContain(`<html lang="${language}" dir="${direction}">`);
    expect(body).toContain(`<h1>${title}</h1>`);
  });

  test('with a refusal says which, and shows a page to try again from', async () => {
    const { port, result } = await receive();
    const answer = await ask(port, {
      path: `/cb?error=access_denied&state=${state}&error_description=%3Cb%3E`,
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('try again');
    expect(answer.body).not.toContain('<b>');
    expect(await result).toEqual({ kind: 'refused', error: 'access_denied' });
  });

  test('with a refusal that is no OAuth word does not hand that text on', async () => {
    const { port, result } = await receive();
    await ask(port, { path: `/cb?error=Call%20%2B1%20555&state=${state}` });
    expect(await result).toEqual({ kind: 'refused', error: 'unknown' });
  });

  test('closes the connections of others too', async () => {
    const { port, result } = await receive();
    const idle = connect({ port, host: '127.0.0.1' });
    await once(idle, 'connect');
    idle.on('error', () => undefined);
    const closed = once(idle, 'close');
    await ask(port);
    await result;
    await closed;
  });
});

const state2 = `${state.slice(0, -1)}4`;
test.each([
  ['another Host, as a rebound name sends it', { host: 'evil.example' }, 421],
  ['another spelling of this machine', { host: 'localhost' }, 421],
  ['the Host without the port', { host: '127.0.0.1' }, 421],
  ['another path', { path: `/other?code=c&state=${state}` }, 404],
  ['the favicon', { path: '/favicon.ico' }, 404],
  ['a path that would normalise into the right one', { path: `/x/../cb?code=c&state=${state}` }, 404],
  ['an absolute target', { path: `http://evil.example/cb?code=c&state=${state}` }, 404],
  ['POST', { method: 'POST' }, 405],
  ['HEAD', { method: 'HEAD' }, 405],
  ['a wrong state', { path: `/cb?code=c&state=${state2}` }, 400],
  ['a state of another length', { path: '/cb?code=c&state=s' }, 400],
  ['no state', { path: '/cb?code=c' }, 400],
  ['two states', { path: `/cb?code=c&state=${state}&state=${state}` }, 400],
  ['a refusal without state', { path: '/cb?error=access_denied' }, 400],
  ['a refusal with a wrong state', { path: `/cb?error=access_denied&state=${state2}` }, 400],
  ['two codes', { path: `/cb?code=c&code=d&state=${state}` }, 400],
  ['a code and a refusal', { path: `/cb?code=c&error=x&state=${state}` }, 400],
  ['an empty code', { path: `/cb?code=&state=${state}` }, 400],
  ['an address longer than any code needs', { path: `/cb?code=${'c'.repeat(9000)}&state=${state}` }, 414],
] as const)('%s is refused, and the sign-in goes on waiting', async (_, wrong, status) => {
  const { port, result, outcome } = await receive();
  expect((await ask(port, wrong)).status).toBe(status);
  expect(outcome()).toBe('waiting');
  expect((await ask(port)).status).toBe(200);
  expect(await result).toEqual({ kind: 'code', code: 'c', issuer: undefined });
});

describe('what is not even a request', () => {
  test('a megabyte of address is refused by its size, and the sign-in goes on waiting', async () => {
    const { port, result } = await receive();
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => undefined);
    socket.write(`GET /cb?code=${'c'.repeat(1_000_000)} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`);
    await new Promise((resolve) => socket.once('close', resolve));
    await ask(port);
    expect((await result).kind).toBe('code');
  });

  test('two Host headers are refused', async () => {
    const { port, outcome } = await receive();
    const text = await raw(
      port,
      `GET /cb?code=c&state=${state} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nHost: evil\r\n\r\n`,
    );
    expect(text).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(outcome()).toBe('waiting');
  });

  test('headers that never end do not keep another request from getting through', async () => {
    const { port, result } = await receive();
    const slow = connect({ port, host: '127.0.0.1' });
    slow.on('error', () => undefined);
    await once(slow, 'connect');
    slow.write('GET /cb?code=x HTTP/1.1\r\nx-slow: ');
    await ask(port);
    expect((await result).kind).toBe('code');
    await once(slow, 'close');
  });
});

async function raw(port: number, text: string): Promise<string> {
  const socket: Socket = connect({ port, host: '127.0.0.1' });
  socket.end(text);
  let answer = '';
  for await (const part of socket.setEncoding('utf8')) answer += String(part);
  return answer;
}

describe('the end of waiting', () => {
  test('comes after the time given, not before', async () => {
    const { port, result, clock, outcome } = await receive();
    await clock.advance(299_999);
    expect(outcome()).toBe('waiting');
    await clock.advance(1);
    expect(await result).toEqual({ kind: 'timeout' });
    expect(await refusedConnection(port)).toBe('ECONNREFUSED');
  });

  test('comes when the person cancels, and a late redirect finds nobody', async () => {
    const { port, result, cancel, clock } = await receive();
    cancel.abort();
    expect(await result).toEqual({ kind: 'cancelled' });
    expect(await refusedConnection(port)).toBe('ECONNREFUSED');
    expect(clock.sleeping()).toBe(0);
  });

  test('comes at once when it was cancelled before it began', async () => {
    const { result } = await receive({ signal: AbortSignal.abort() });
    expect(await result).toEqual({ kind: 'cancelled' });
  });

  test('comes when the receiver is closed, and only once', async () => {
    const { result, receiver, cancel } = await receive();
    receiver.close();
    receiver.close();
    cancel.abort();
    expect(await result).toEqual({ kind: 'cancelled' });
  });
});

test('two sign-ins at once do not take each other’s redirect', async () => {
  const one = await receive({ state: `${state}-1` });
  const two = await receive({ state: `${state}-2` });
  expect(one.port).not.toBe(two.port);
  expect((await ask(one.port, { path: `/cb?code=b&state=${state}-2` })).status).toBe(400);
  await ask(two.port, { path: `/cb?code=b&state=${state}-2` });
  await ask(one.port, { path: `/cb?code=a&state=${state}-1` });
  expect(await one.result).toMatchObject({ code: 'a' });
  expect(await two.result).toMatchObject({ code: 'b' });
});

const hasIPv6 = await new Promise<boolean>((resolve) => {
  const server = createServer();
  server.once('error', () => resolve(false));
  server.listen(0, '::1', () => server.close(() => resolve(true)));
});

describe('localhost', () => {
  test('is registered without a path and compared as a Host', async () => {
    const { port, redirectUri, result } = await receive({ hostName: 'localhost', path: '/' });
    expect(redirectUri).toBe(`http://localhost:${port}`);
    const path = `/?code=c&state=${state}`;
    expect((await ask(port, { path })).status).toBe(421);
    await ask(port, { path, host: `localhost:${port}` });
    expect((await result).kind).toBe('code');
  });

  test.skipIf(!hasIPv6)('is heard where it means ::1 alone, and both addresses fall silent', async () => {
    const { port, result } = await receive({ hostName: 'localhost', path: '/' });
    await ask(port, { path: `/?code=c&state=${state}`, host: `localhost:${port}`, address: '::1' });
    expect((await result).kind).toBe('code');
    expect(await refusedConnection(port)).toBe('ECONNREFUSED');
    expect(await refusedConnection(port, '::1')).toBe('ECONNREFUSED');
  });

  test.skipIf(!hasIPv6)('takes no port whose ::1 belongs to another program', async () => {
    // The receiver's first port is whatever is free, so the other program is simulated at the moment of listening.
    const squatters: Server[] = [];
    const { listen } = Server.prototype;
    let squatted = 0;
    Server.prototype.listen = function (this: Server, ...given: unknown[]) {
      const options = given[0] as { host?: string; port?: number; squat?: boolean };
      if (options.host === '::1' && squatted === 0) {
        squatted = options.port ?? 0;
        const other = createServer();
        squatters.push(other);
        listen.call(other, { host: '::1', port: squatted }, () => Reflect.apply(listen, this, given));
        return this;
      }
      return Reflect.apply(listen, this, given) as Server;
    } as typeof listen;
    try {
      const { port } = await receive({ hostName: 'localhost', path: '/' });
      expect(squatted).toBeGreaterThan(0);
      expect(port).not.toBe(squatted);
      expect((squatters[0]?.address() as AddressInfo).port).toBe(squatted);
      expect(await refusedConnection(squatted)).toBe('ECONNREFUSED');
    } finally {
      Server.prototype.listen = listen;
      for (const squatter of squatters) squatter.close();
    }
  });
});

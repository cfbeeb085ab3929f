// Owns: what a page in the Chromium host can and cannot do, over a small app. Leaves to others: Kith's own windows.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchApp, type LaunchedApp } from '../../../build/drive.ts';
import { CONTENT_SECURITY_POLICY } from '../../../main/app/content.ts';
import { commandNames, eventNames } from '../../../preload/contract.ts';
import { FIXTURE } from './fixture/paths.ts';

const HOME = 'https://kith.app.localhost/';

let profile: string;
let app: LaunchedApp;

beforeAll(async () => {
  profile = await mkdtemp(join(tmpdir(), 'kith-profile-'));
  app = await launch();
}, 60_000);

afterAll(async () => {
  await app.close();
  await rm(profile, { recursive: true, force: true });
});

function launch(): Promise<LaunchedApp> {
  return launchApp({ profile, app: FIXTURE, on: 'host' });
}

/** Evaluates source text in the page; what it gives must be JSON. */
function inPage<T = unknown>(source: string): Promise<T> {
  return app.page.evaluate(source);
}

/** Pages of the browser, those that never came to load anything included. */
async function openPages(): Promise<number> {
  const browser = await app.page.context().browser()?.newBrowserCDPSession();
  const { targetInfos } = (await browser?.send('Target.getTargets')) ?? { targetInfos: [] };
  await browser?.detach();
  return targetInfos.filter((target) => target.type === 'page').length;
}

test('the page has the named functions of the contract and nothing of Node', async () => {
  expect(await inPage('Object.keys(kith)')).toEqual(['commands', 'on']);
  expect(await inPage('Object.keys(kith.commands)')).toEqual(commandNames);
  expect(await inPage('Object.keys(kith.on)')).toEqual(eventNames);
  expect(
    await inPage(
      '[typeof require, typeof process, typeof module, typeof kithHostCall, typeof kithHostReceive]',
    ),
  ).toEqual(Array<string>(5).fill('undefined'));
});

test('the page cannot change the bridge', async () => {
  expect(
    await inPage(`'use strict'; try { kith.commands['app.info'] = 1 } catch (error) { error.name }`),
  ).toBe('TypeError');
  expect(await inPage(`'use strict'; try { kith = 1 } catch (error) { error.name }`)).toBe('TypeError');
});

test('a Svelte proxy fails at the bridge and its snapshot passes', async () => {
  await app.page.click('#proxy');
  await expect.poll(() => app.page.textContent('output')).toBe('Error: An object could not be cloned.');
  await app.page.click('#plain');
  await expect
    .poll(() => app.page.textContent('output'))
    .toBe(
      '{"ok":true,"value":{"name":"contacts.save","args":[{"name":"Ada","emails":[{"value":"ada@example.test"}]}]}}',
    );
});

test('structured-clone data comes back as it went', async () => {
  const same = await inPage(`(async () => {
    const sent = { none: undefined, minusZero: -0, not: NaN, huge: 10n ** 20n, at: new Date(5), map: new Map([[{ k: 1 }, new Set(['a'])]]),
      bytes: new Uint8Array([0, 255]), words: new Uint16Array([1, 65535]), $: 'a key of its own', text: '\\ud83d\\ude00 \\u0000' };
    const got = (await kith.commands['contacts.save'](sent)).value.args[0];
    return [Object.keys(got).length, 'none' in got, Object.is(got.minusZero, -0), Object.is(got.not, NaN), got.huge === sent.huge,
      got.at.getTime(), [...got.map][0][0].k, [...[...got.map][0][1]], [...got.bytes], got.words instanceof Uint16Array, [...got.words], got.$, got.text === sent.text];
  })()`);
  expect(same).toEqual([
    10,
    true,
    true,
    true,
    true,
    5,
    1,
    ['a'],
    [0, 255],
    true,
    [1, 65535],
    'a key of its own',
    true,
  ]);
});

test('an event reaches its listener until it unsubscribes', async () => {
  const received = await inPage<number[]>(`new Promise((resolve) => {
    const seen = [];
    const off = kith.on['book.changed'](({ revision }) => { seen.push(revision); if (seen.length === 2) off(); });
    const all = kith.on['book.changed'](() => { if (++count === 4) { all(); resolve(seen); } });
    let count = 0;
  })`);
  expect(received).toHaveLength(2);
  expect(received[1]).toBe((received[0] ?? 0) + 1);
});

test('a handler that throws answers with a code and no stack; one that answers a function rejects', async () => {
  const reply = await inPage<{ error: { code: string } }>(`kith.commands['sync.run'](null)`);
  expect(reply).toMatchObject({ ok: false, error: { code: 'internal', retry: 'never', context: {} } });
  expect(JSON.stringify(reply)).not.toContain(' at ');
  expect(await inPage(`kith.commands['sync.plan'](null).catch((error) => error.message)`)).toBe(
    "Error invoking remote method 'sync.plan': Error: An object could not be cloned.",
  );
});

test('style, script and photo work under the policy without a complaint', async () => {
  expect(await inPage(`getComputedStyle(document.querySelector('h1')).color`)).toBe('rgb(1, 2, 3)');
  expect(await inPage(`document.querySelector('img').naturalWidth`)).toBe(1);
  expect(app.consoleErrors).toEqual([]);
});

test('the page cannot leave, nor open a window', async () => {
  const before = await inPage('performance.timeOrigin');
  for (const source of [
    `document.querySelector('#away').click()`,
    `document.querySelector('#blank').click()`,
    `location.href = 'https://example.test/'`,
    `location.reload()`,
    `window.open('https://example.test/')`,
  ]) {
    await inPage(`void (${source})`);
    // A command's round trip through main comes after what main decided about the navigation.
    await inPage(`kith.commands['app.info']()`);
  }
  await expect.poll(openPages).toBe(1);
  expect(app.page.url()).toBe(HOME);
  expect(await inPage('performance.timeOrigin')).toBe(before);
});

test('every permission but copying is denied', async () => {
  const names = [
    'geolocation',
    'notifications',
    'camera',
    'microphone',
    'midi',
    'clipboard-read',
    'persistent-storage',
    'local-fonts',
  ];
  const states = await inPage(
    `Promise.all(${JSON.stringify(names)}.map(async (name) => (await navigator.permissions.query({ name })).state))`,
  );
  expect(states).toEqual(names.map(() => 'denied'));
  expect(await inPage(`navigator.clipboard.writeText('Ada').then(() => 'copied')`)).toBe('copied');
  expect(
    await inPage(
      `new Promise((resolve) => navigator.geolocation.getCurrentPosition(() => resolve('given'), (error) => resolve(error.code)))`,
    ),
  ).toBe(1);
});

test('every answer carries the policy, and what is not of the window is not found', async () => {
  const found = await app.page.goto(HOME);
  expect(found?.status()).toBe(200);
  expect(found?.headers()).toMatchObject({
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
  });
  const absent = [
    '../index.ts',
    '%2e%2e/index.ts',
    '%2e%2e%2findex.ts',
    '%00',
    'assets',
    'photo/none',
    'photo/../index.html/x',
  ];
  for (const address of [...absent.map((path) => HOME + path), 'https://evil.app.localhost/']) {
    const response = await app.page.goto(address);
    expect(`${address} ${response?.status()}`).toBe(`${address} 404`);
    expect(response?.headers()).toMatchObject({
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
    });
  }
  await app.page.goto(HOME);
});

test('a page that is not the window is not heard', async () => {
  await app.page.goto('https://evil.app.localhost/');
  expect(await inPage(`kith.commands['app.info']()`)).toMatchObject({
    ok: false,
    error: { code: 'ipc.untrustedSender' },
  });
  await app.page.goto(HOME);
  expect(await inPage(`kith.commands['app.info']()`)).toMatchObject({
    ok: true,
    value: { profile, packaged: false },
  });
});

test('a link opens outside, and only a plain one', async () => {
  expect(
    await inPage(`kith.commands['app.open']({ kind: 'web', value: 'javascript:alert(1)' })`),
  ).toMatchObject({ error: { code: 'input.invalid' } });
  expect(
    await inPage(`kith.commands['app.open']({ kind: 'mail', value: 'ada@example.test' })`),
  ).toMatchObject({ ok: true });
  expect(await app.nextExternalUrl()).toBe('mailto:ada@example.test');
});

test('a worker is bundled by itself, answers, and its end is noticed', async () => {
  expect(await inPage(`kith.commands['accounts.list']()`)).toEqual({
    ok: true,
    value: [{ heard: 'hello', bundled: true }, 'ended'],
  });
});

test('a second start on the profile ends at once and leaves the first one running', async () => {
  await expect(launch()).rejects.toThrow('Kith ended (0)');
  expect(await inPage(`kith.commands['app.info']()`)).toMatchObject({ ok: true });
});

test('a second start with a link hands it to the first one, which tells its page', async () => {
  const called = inPage(`new Promise((resolve) => kith.on['app.called'](resolve))`);
  const link = 'kith://search?q=Ada%20%22Lovelace%22';
  await expect(launchApp({ profile, app: FIXTURE, on: 'host', args: [link] })).rejects.toThrow(
    'Kith ended (0)',
  );
  expect(await called).toEqual({});
  const calls = `kith.commands['app.calls']()`;
  expect(await inPage(calls)).toEqual({ ok: true, value: [{ kind: 'search', text: 'Ada "Lovelace"' }] });
  expect(await inPage(calls)).toEqual({ ok: true, value: [] });
});

test('closing the window closes the composition and leaves nothing behind but its place', async () => {
  const other = await mkdtemp(join(tmpdir(), 'kith-profile-'));
  const second = await launchApp({ profile: other, app: FIXTURE, on: 'host' });
  await second.page.close();
  expect(await second.exited).toBe(0);
  expect(second.output).toContain('fixture: closed');
  expect(await readdir(other)).toEqual(['window.json']);
  await rm(other, { recursive: true });
});

test('a crash ends the browser and frees the profile', async () => {
  const other = await mkdtemp(join(tmpdir(), 'kith-profile-'));
  const crashed = await launchApp({ profile: other, app: FIXTURE, on: 'host' });
  await crashed.kill();
  expect(crashed.output).not.toContain('fixture: closed');
  const again = await launchApp({ profile: other, app: FIXTURE, on: 'host' });
  await again.close();
  expect(await again.exited).toBe(0);
  await rm(other, { recursive: true });
});

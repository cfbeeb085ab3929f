// Owns: main/app's guards with fakes for Electron: who is heard, what may be opened, what is denied. Leaves to others:
// the same in a browser (window.test.ts).
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { PROJECT } from '../../../build/paths.ts';
import { checkExternalUrl, targetUrl } from '../../../main/app/external-url.ts';
import { bindCommands, eventSender, type CurrentWindow, type Dispatch } from '../../../main/app/ipc.ts';
import { guardNavigation, guardPermissions } from '../../../main/app/navigation.ts';
import { isKithUrl, isTrustedSender, type FrameLike } from '../../../main/app/sender.ts';
import { commandNames } from '../../../preload/contract.ts';

type IpcHandler = (event: { senderFrame: FrameLike | null }, ...args: unknown[]) => Promise<unknown>;

const electron = vi.hoisted(() => ({ handlers: new Map<string, unknown>(), app: undefined as unknown }));
vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  electron.app = new Emitter();
  return {
    app: electron.app,
    ipcMain: { handle: (name: string, handler: unknown) => electron.handlers.set(name, handler) },
  };
});

const MAIN: FrameLike = { url: 'app://kith/', processId: 7, routingId: 3, parent: null };

const GONE: FrameLike = {
  get url(): string {
    throw new Error('Render frame was disposed before WebFrameMain could be accessed');
  },
  processId: 7,
  routingId: 3,
  parent: null,
};

const STRANGERS: readonly (readonly [string, FrameLike | null | undefined])[] = [
  ['no frame', null],
  ['an absent frame', undefined],
  ['a frame that is gone', GONE],
  ['a frame within the page', { ...MAIN, routingId: 4, parent: MAIN }],
  ['a frame with the window’s ids inside another', { ...MAIN, parent: MAIN }],
  ['another process', { ...MAIN, processId: 8 }],
  ['another frame', { ...MAIN, routingId: 9 }],
  ['another host', { ...MAIN, url: 'app://evil/' }],
  ['a host that begins alike', { ...MAIN, url: 'app://kith.evil/' }],
  ['a port', { ...MAIN, url: 'app://kith:1/' }],
  ['a data page', { ...MAIN, url: 'data:text/html,x' }],
  ['a web page', { ...MAIN, url: 'https://kith/' }],
  ['nothing loaded', { ...MAIN, url: '' }],
];

beforeEach(() => electron.handlers.clear());

test.each(STRANGERS)('a message from %s is not trusted', (_name, frame) => {
  expect(isTrustedSender(frame, MAIN)).toBe(false);
});

test('a message from the main frame is trusted, and from nobody while there is no window', () => {
  expect(isTrustedSender({ ...MAIN }, MAIN)).toBe(true);
  expect(isTrustedSender(MAIN, undefined)).toBe(false);
});

test.each(['app://kith/', 'app://kith/photo/x', 'app://kith'])('%s is Kith’s own page', (url) =>
  expect(isKithUrl(url)).toBe(true),
);

test('every command is registered once, refuses strangers, and never lets an error out as such', async () => {
  const window = { isDestroyed: () => false, webContents: { mainFrame: MAIN, send: vi.fn() } };
  const current = (() => window) as unknown as CurrentWindow;
  const called = vi.fn((args: readonly unknown[]) => Promise.resolve({ ok: true as const, value: args }));
  const dispatch = Object.fromEntries(commandNames.map((name) => [name, called])) as unknown as Dispatch;
  bindCommands(() => Promise.resolve(dispatch), current);
  expect([...electron.handlers.keys()]).toEqual(commandNames);
  for (const name of commandNames) {
    const handler = electron.handlers.get(name) as IpcHandler;
    for (const [, frame] of STRANGERS) {
      expect(await handler({ senderFrame: frame ?? null }, 1)).toMatchObject({
        ok: false,
        error: { code: 'ipc.untrustedSender' },
      });
    }
  }
  expect(called).not.toHaveBeenCalled();
  const info = electron.handlers.get('app.info') as IpcHandler;
  expect(await info({ senderFrame: MAIN }, 1, 2)).toEqual({ ok: true, value: [1, 2] });
  called.mockRejectedValueOnce(new Error('broken'));
  expect(await info({ senderFrame: MAIN })).toMatchObject({ ok: false, error: { code: 'internal' } });
});

test('an event is dropped when there is no window or it is gone', () => {
  const send = vi.fn();
  const payload = { revision: 1 };
  eventSender(() => undefined)('book.changed', payload);
  eventSender((() => ({ isDestroyed: () => true, webContents: { send } })) as unknown as CurrentWindow)(
    'book.changed',
    payload,
  );
  expect(send).not.toHaveBeenCalled();
  eventSender((() => ({ isDestroyed: () => false, webContents: { send } })) as unknown as CurrentWindow)(
    'book.changed',
    payload,
  );
  expect(send).toHaveBeenCalledExactlyOnceWith('book.changed', payload);
});

test('every navigation, webview and window is prevented', () => {
  guardNavigation();
  const openHandler = vi.fn();
  const contents = Object.assign(new EventEmitter(), { setWindowOpenHandler: openHandler });
  (electron.app as EventEmitter).emit('web-contents-created', {}, contents);
  for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview']) {
    const event = { preventDefault: vi.fn(), url: 'app://kith/' };
    contents.emit(name, event);
    expect(event.preventDefault, name).toHaveBeenCalledOnce();
  }
  const decide = openHandler.mock.calls[0]?.[0] as () => unknown;
  expect(decide()).toEqual({ action: 'deny' });
});

test('each permission Electron knows is denied, asked for or looked up, but copying by Kith’s page', () => {
  const names = permissionNames();
  expect(names.length).toBeGreaterThan(40);
  let request = (_contents: null, _name: string, _decide: (given: boolean) => void, _details: object): void =>
    undefined;
  let check = (_contents: null, _name: string, _origin: string): boolean => true;
  guardPermissions({
    setPermissionRequestHandler: (handler: typeof request) => (request = handler),
    setPermissionCheckHandler: (handler: typeof check) => (check = handler),
  } as unknown as Parameters<typeof guardPermissions>[0]);
  const given = (origin: string): string[] => names.filter((name) => check(null, name, origin));
  const granted = (origin: string): string[] => {
    const yes: string[] = [];
    for (const name of names)
      request(null, name, (decision) => void (decision && yes.push(name)), { requestingUrl: origin });
    return yes;
  };
  expect(given('app://kith/')).toEqual(['clipboard-sanitized-write']);
  expect(granted('app://kith/')).toEqual(['clipboard-sanitized-write']);
  expect([...given('https://example.test/'), ...granted('app://evil/'), ...given('')]).toEqual([]);
});

/** As the types of the installed Electron list them. */
function permissionNames(): string[] {
  const types = readFileSync(join(PROJECT, 'node_modules/electron/electron.d.ts'), 'utf8');
  const line = /setPermissionCheckHandler\(handler: .*?permission: ([^,]+),/.exec(types)?.[1] ?? '';
  return [...line.matchAll(/'([^']+)'/g)].map((found) => found[1] ?? '');
}

test.each([
  ['https://example.test/a?b=c#d', 'https://example.test/a?b=c#d'],
  ['HTTP://EXAMPLE.test', 'http://example.test/'],
  ['https://bücher.test/é', 'https://xn--bcher-kva.test/%C3%A9'],
  ['http://127.0.0.1:8080/authorize?x=1', 'http://127.0.0.1:8080/authorize?x=1'],
  ['mailto:Ada.Lovelace+x@example.test', 'mailto:Ada.Lovelace%2Bx@example.test'],
  ['tel:+44 (20) 7946-0958', 'tel:+442079460958'],
])('%s may leave Kith as %s', (text, href) => {
  expect(checkExternalUrl(text)).toEqual({ kind: 'allowed', href });
});

test.each([
  ['javascript:alert(1)', 'scheme'],
  ['JaVaScRiPt:alert(1)', 'scheme'],
  ['file:///etc/passwd', 'scheme'],
  ['smb://host/share', 'scheme'],
  ['ms-msdt:/id', 'scheme'],
  ['data:text/html,x', 'scheme'],
  ['vbscript:x', 'scheme'],
  ['kith://open', 'scheme'],
  ['app://kith/', 'scheme'],
  ['\\\\host\\share', 'characters'],
  ['HTTPS:\\\\x', 'characters'],
  ['https://example.test/\u0000', 'characters'],
  ['java\nscript:alert(1)', 'characters'],
  ['https://example.test/\r\nHost: x', 'characters'],
  ['https://user@example.test/', 'userinfo'],
  ['https://user:secret@example.test/', 'userinfo'],
  ['https://', 'syntax'],
  ['example.test', 'syntax'],
  ['', 'syntax'],
  ['mailto:a@example.test?attach=/etc/passwd', 'address'],
  ['mailto:a@example.test?bcc=b@example.test', 'address'],
  ['mailto:a@example.test%0d%0aBcc:b@example.test', 'address'],
  ['mailto:a@example.test,b@example.test', 'address'],
  ['mailto:%', 'address'],
  ['mailto:', 'address'],
  ['tel:*#06#', 'number'],
  ['tel:+44;ext=1', 'number'],
  ['tel:', 'number'],
])('%j stays in Kith: %s', (text, reason) => {
  expect(checkExternalUrl(text)).toEqual({ kind: 'refused', reason });
});

test.each([
  [
    { kind: 'mail', value: ' ada@example.test ' },
    { kind: 'allowed', href: 'mailto:ada@example.test' },
  ],
  [
    { kind: 'mail', value: 'a@b.test?bcc=c@d.test' },
    { kind: 'refused', reason: 'address' },
  ],
  [
    { kind: 'call', value: '+1 (202) 555-0143' },
    { kind: 'allowed', href: 'tel:+12025550143' },
  ],
  [
    { kind: 'message', value: '+1 (202) 555-0143' },
    { kind: 'allowed', href: 'sms:+12025550143' },
  ],
  [
    { kind: 'message', value: '+1?body=x' },
    { kind: 'refused', reason: 'number' },
  ],
  [
    { kind: 'call', value: '*#06#' },
    { kind: 'refused', reason: 'number' },
  ],
  [
    { kind: 'web', value: 'example.test/x' },
    { kind: 'allowed', href: 'https://example.test/x' },
  ],
  [
    { kind: 'web', value: 'example.test:8080/x' },
    { kind: 'allowed', href: 'https://example.test:8080/x' },
  ],
  [
    { kind: 'web', value: 'http://example.test' },
    { kind: 'allowed', href: 'http://example.test/' },
  ],
  [
    { kind: 'web', value: 'javascript:alert(1)' },
    { kind: 'refused', reason: 'scheme' },
  ],
  [
    { kind: 'web', value: 'mailto:a@b.test' },
    { kind: 'refused', reason: 'scheme' },
  ],
  [
    { kind: 'map', value: 'Pohjoisesplanadi 31 A 4\n00100  Helsinki' },
    {
      kind: 'allowed',
      href: 'https://www.openstreetmap.org/search?query=Pohjoisesplanadi+31+A+4+00100+Helsinki',
    },
  ],
  [
    { kind: 'map', value: 'https://evil.test/?a=b&query=c#d\\e\u0000' },
    {
      kind: 'allowed',
      href: 'https://www.openstreetmap.org/search?query=https%3A%2F%2Fevil.test%2F%3Fa%3Db%26query%3Dc%23d%5Ce',
    },
  ],
  [
    { kind: 'map', value: ' \n ' },
    { kind: 'refused', reason: 'syntax' },
  ],
  [
    { kind: 'map', value: '山'.repeat(2000) },
    { kind: 'refused', reason: 'length' },
  ],
  [
    { kind: 'web', value: 'javascript:1' },
    { kind: 'refused', reason: 'scheme' },
  ],
] as const)('what a contact holds, %j, opens as %j', (target, expected) => {
  expect(targetUrl(target)).toEqual(expected);
});

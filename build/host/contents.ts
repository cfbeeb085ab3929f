// Owns: one page of the browser as Electron's WebContents: its preload, its IPC, its requests, its navigation. Leaves to
// others: the window around it (window.ts), the scripts in it (page/).
import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromWebAddress, toWebAddress } from './address.ts';
import { preventable } from './app.ts';
import type { Answer, CdpSession } from './cdp.ts';
import { makeCodec } from './codec.ts';
import { answerInvoke, cloned } from './ipc-main.ts';
import { applyPermissions } from './permissions.ts';
import type { HostSession } from './session.ts';
import { strict } from './strict.ts';

const WORLD = 'kith-preload';
const BINDING = 'kithHostCall';
const codec = makeCodec();

interface Frame {
  readonly url: string;
  readonly processId: number;
  readonly routingId: number;
  readonly parent: Frame | null;
}

/** The page and what main may do with it. */
export interface HostContents {
  /** As main sees it. */
  readonly members: EventEmitter & { readonly mainFrame: Frame };
  /** Resolves when the page has loaded. */
  load(url: string): Promise<void>;
  /** Whether main lets the page open a window for a web address; see setWindowOpenHandler. */
  mayOpenWindow(url: string): boolean;
}

/** Prepares `page`, which shows nothing yet; everything waits for that preparation. */
export function makeContents(page: CdpSession, preload: string, session: HostSession): HostContents {
  const events = new EventEmitter();
  const schemes: ReadonlySet<string> = new Set(session.handlers.keys());
  let url = '';
  let world: number | undefined;
  let mainFrameId: string | undefined;
  let openHandler: ((details: object) => { readonly action: string }) | undefined;
  const mainFrame: Frame = Object.freeze({
    get url() {
      return fromWebAddress(url, schemes);
    },
    processId: 1,
    routingId: 1,
    parent: null,
  });

  const tell = (message: object): void => {
    if (world === undefined) return;
    const call = {
      functionDeclaration: '(text) => kithHostReceive(text)',
      arguments: [{ value: codec.encode(message) }],
    };
    // A page that is being replaced takes no more messages, as in Electron.
    page
      .send('Runtime.callFunctionOn', { ...call, executionContextId: world, silent: true })
      .catch(() => undefined);
  };

  const watchPage = (): void => {
    page.on('Page.frameNavigated', ({ frame }: Answer) => {
      if (frame.parentId === undefined) url = frame.url;
    });
    page.on('Runtime.executionContextCreated', ({ context }: Answer) => {
      if (context.name === WORLD && context.auxData.frameId === mainFrameId) world = context.id;
    });
    page.on('Runtime.bindingCalled', ({ name, payload, executionContextId }: Answer) => {
      if (name === BINDING && executionContextId === world) void receive(payload);
    });
    page.on('Runtime.exceptionThrown', ({ exceptionDetails }: Answer) => {
      if (exceptionDetails.executionContextId !== world) return;
      process.stderr.write(
        `The preload failed: ${exceptionDetails.exception?.description ?? exceptionDetails.text}\n`,
      );
    });
    page.on('Page.loadEventFired', () => events.emit('did-finish-load'));
  };

  const receive = async (payload: string): Promise<void> => {
    const { id, channel, args } = codec.decode(payload) as { id: number; channel: string; args: unknown[] };
    const event = { type: 'frame', processId: 1, frameId: 1, sender: members, senderFrame: mainFrame };
    tell({ id, ...(await answerInvoke(event, channel, args)) });
  };

  /** What the page itself begins; what main or a test's browser client begins is not announced by this event. */
  const begunByPage = new Set<string>();
  const mayNavigate = (request: Answer, frameId: string): boolean => {
    const target = fromWebAddress(request.url, schemes);
    const key = `${frameId} ${request.url.split('#')[0]}`;
    if (!begunByPage.delete(key) && target !== request.url) return true;
    const isMainFrame = frameId === mainFrameId;
    const event = preventable({
      url: target,
      isMainFrame,
      isSameDocument: false,
      frame: isMainFrame ? mainFrame : null,
    });
    events.emit('will-frame-navigate', event);
    if (isMainFrame) events.emit('will-navigate', event, target, false, true);
    return !event.defaultPrevented;
  };

  const answerRequest = async ({ requestId, request, frameId, resourceType }: Answer): Promise<void> => {
    if (resourceType === 'Document' && !mayNavigate(request, frameId)) {
      await page.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
      return;
    }
    const target = fromWebAddress(request.url, schemes);
    // Chromium asks every web origin for this; a custom scheme is never asked.
    if (target !== request.url && target.endsWith('/favicon.ico'))
      return void (await page.send('Fetch.fulfillRequest', { requestId, responseCode: 204 }));
    const handler = session.handlers.get(target.slice(0, target.indexOf(':')));
    if (!handler) return void (await page.send('Fetch.continueRequest', { requestId }));
    const response = await handler(new Request(target, { method: request.method, headers: request.headers }));
    await page.send('Fetch.fulfillRequest', {
      requestId,
      responseCode: response.status,
      responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
      body: Buffer.from(await response.arrayBuffer()).toString('base64'),
    });
  };

  const watchNavigation = (): void => {
    page.on('Page.frameRequestedNavigation', ({ frameId, url: target }: Answer) =>
      begunByPage.add(`${frameId} ${target.split('#')[0]}`),
    );
    page.on('Fetch.requestPaused', (paused: Answer) => {
      // A request whose page is gone has nobody left to answer.
      answerRequest(paused).catch(() => undefined);
    });
  };

  const prepare = async (): Promise<void> => {
    watchPage();
    watchNavigation();
    await Promise.all([page.send('Page.enable'), page.send('Runtime.enable')]);
    mainFrameId = (await page.send('Page.getFrameTree')).frameTree.frame.id;
    await Promise.all([
      page.send('Runtime.addBinding', { name: BINDING, executionContextName: WORLD }),
      ...pageScripts(preload).map((script) => page.send('Page.addScriptToEvaluateOnNewDocument', script)),
      page.send('Fetch.enable', {
        patterns: [{ urlPattern: '*', resourceType: 'Document' }, { urlPattern: 'https://*.localhost/*' }],
      }),
      applyPermissions(page, session, schemes),
    ]);
  };
  const prepared = prepare();

  const members = strict(
    'WebContents',
    Object.assign(events, {
      mainFrame,
      setWindowOpenHandler: (handler: typeof openHandler) => void (openHandler = handler),
      send(channel: string, ...args: unknown[]): void {
        tell({ kind: 'event', channel, args: cloned(args) });
      },
    }),
  );

  return {
    members,
    mayOpenWindow: (target) =>
      openHandler?.({ url: fromWebAddress(target, schemes), frameName: '', disposition: 'new-window' })
        .action !== 'deny',
    async load(target) {
      await prepared;
      const loaded = new Promise<void>((resolve) => events.once('did-finish-load', () => resolve()));
      const { errorText } = await page.send('Page.navigate', { url: toWebAddress(target) ?? target });
      if (errorText) throw new Error(`${errorText} loading '${target}'`);
      await loaded;
    },
  };
}

/** The bridge before the preload, both under an event name made up for this window. */
function pageScripts(preloadFile: string): { source: string; worldName?: string }[] {
  const handshake = JSON.stringify(`kith-${randomBytes(16).toString('hex')}`);
  // Each file is one function expression; it is called here.
  const script = (name: string): string =>
    readFileSync(join(import.meta.dirname, 'page', name), 'utf8')
      .trim()
      .replace(/;$/, '');
  const preload = `(function (require) { const module = { exports: {} }, exports = module.exports;\n${readFileSync(preloadFile, 'utf8')}\n})`;
  return [
    { source: `${script('main-world.js')}(${handshake}, (${makeCodec.toString()})())` },
    {
      source: `${script('isolated-world.js')}(${handshake}, (${makeCodec.toString()})(), ${preload})`,
      worldName: WORLD,
    },
  ];
}

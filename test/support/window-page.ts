// Owns: the built window in a real browser over the fake bridge, under the app's own Content Security Policy.
// Leaves to others: what is checked there (test/unit/renderer).
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { startChromium } from '../../build/host/chromium.ts';
import type { FakeKith, FakeOptions } from './fake-bridge.ts';
import { buildFakeBridge, windowFiles } from './window-files.ts';

export const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'none'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html";

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

export interface OpenOptions {
  readonly fake?: FakeOptions;
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
}

export interface OpenWindow {
  readonly page: Page;
  /** Console errors, page errors and CSP violations so far. */
  readonly complaints: readonly string[];
  /** What the window has asked of main so far. */
  asked(): Promise<FakeKith['asked']>;
  close(): Promise<void>;
}

export interface WindowHost {
  open(options?: OpenOptions): Promise<OpenWindow>;
  close(): Promise<void>;
}

function serve(files: ReadonlyMap<string, Uint8Array>): Promise<Server> {
  const server = createServer((request, response) => {
    const path = request.url === '/' ? '/index.html' : (request.url ?? '');
    const body = files.get(path);
    response.setHeader('Content-Security-Policy', CSP);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Content-Type', TYPES[extname(path)] ?? 'application/octet-stream');
    response.statusCode = body === undefined ? (path === '/favicon.ico' ? 204 : 404) : 200;
    response.end(body);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** Runs in the page before anything else: puts the bridge there and remembers what the policy refused. */
function install(options: FakeOptions): void {
  const scope = globalThis as unknown as {
    KithFake: { makeFakeKith(options: FakeOptions): FakeKith };
    kith: unknown;
    fakeKith: FakeKith;
    violations: string[];
    addEventListener(type: string, listener: (event: Readonly<Record<string, unknown>>) => void): void;
  };
  scope.violations = [];
  // Violations bubble from the document to the window.
  scope.addEventListener(
    'securitypolicyviolation',
    ({ violatedDirective, blockedURI, sourceFile, sample }) => {
      scope.violations.push(
        `CSP: ${String(violatedDirective)} ${String(blockedURI)} ${String(sourceFile)} ${String(sample)}`,
      );
    },
  );
  scope.fakeKith = scope.KithFake.makeFakeKith(options);
  scope.kith = scope.fakeKith.bridge;
}

async function openWindow(
  browser: Browser,
  address: string,
  bridge: string,
  options: OpenOptions,
): Promise<OpenWindow> {
  const { fake = {}, width = 1280, height = 800, scheme = 'light' } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.clock.install({ time: new Date('2026-11-20T09:15:00Z') });
  // The bundle declares KithFake with `var`, which an init script would keep to itself.
  await page.addInitScript({
    content: `${bridge}\nglobalThis.KithFake = KithFake;\n(${install.toString()})(${JSON.stringify(fake)});`,
  });
  await page.goto(address);
  const first = ['onboarding', 'nav-all', 'menu', 'locked'].map((testid) => `[data-testid="${testid}"]`);
  await page.locator(first.join(', ')).waitFor();
  return {
    page,
    complaints,
    asked: () => page.evaluate(() => (globalThis as unknown as { fakeKith: FakeKith }).fakeKith.asked),
    async close() {
      await context.close();
    },
  };
}

/** Opens the window as often as asked, in whichever Chromium the app itself would find. */
export async function startWindowHost(): Promise<WindowHost> {
  const [files, bridge, started] = await Promise.all([windowFiles(), buildFakeBridge(), startChromium()]);
  const server = await serve(files);
  const browser = await chromium.connectOverCDP(started.endpoint);
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    open: (options = {}) => openWindow(browser, address, bridge, options),
    async close() {
      await browser.close();
      started.kill();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What other colours can break; everything else is the same in every look. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** What keeps people from using the page: all that axe finds, or what it finds of the colours alone. */
export async function barriers(
  page: Page,
  { coloursOnly = false }: { readonly coloursOnly?: boolean } = {},
): Promise<readonly string[]> {
  // Evaluated over the debugger, which the page's policy does not govern.
  if (!(await page.evaluate(`'axe' in globalThis`))) await page.evaluate(axe);
  return page.evaluate(
    async (rules) => {
      interface Finding {
        readonly id: string;
        readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
      }
      const { axe } = globalThis as unknown as {
        axe: {
          configure(spec: object): void;
          run(options: object): Promise<{ violations: readonly Finding[] }>;
        };
      };
      // A menu belongs to its button, as a dialog does to what opened it; axe knows that of dialogs.
      const regionMatcher = 'dialog, [role=dialog], [role=alertdialog], [role=menu], svg';
      axe.configure({ checks: [{ id: 'region', options: { regionMatcher } }] });
      const { violations } = await axe.run({
        resultTypes: ['violations'],
        ...(rules === null ? {} : { runOnly: rules }),
      });
      return violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id} at ${node.target.join(' ')}: ${node.failureSummary}`),
      );
    },
    coloursOnly ? OF_COLOURS : null,
  );
}

/** What the policy refused in the page so far. */
export function violationsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => (globalThis as unknown as { violations: string[] }).violations);
}

// Owns: what the tests of the window under bad luck stand on: small practice clouds, Kith in a profile of its own,
// the person's browser. Leaves to others: what a person does in the window (story/window.ts), what should come of it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { launchApp } from '../../../build/drive.ts';
import type { LaunchedApp } from '../../../build/drive.ts';
import type { ProviderKind } from '../../../main/core/account.ts';
import { startClouds } from '../../clouds/clouds.ts';
import type { Clouds } from '../../clouds/clouds.ts';
import { Window } from '../story/window.ts';

export type Raw = Record<string, unknown>;

export const EMAILS: Readonly<Record<ProviderKind, string>> = {
  google: 'maria.keller@gmail.example',
  microsoft: 'robin.hale@outlook.example',
};
export const CLIENTS: Readonly<Record<string, string>> = {
  KITH_GOOGLE_CLIENT_ID: 'kith-test.apps.googleusercontent.example',
  KITH_GOOGLE_CLIENT_SECRET: 'not-a-secret',
  KITH_MICROSOFT_CLIENT_ID: '6a1c1f0e-5d0a-4c1e-9d6e-0123456789ab',
};
const NO_CLIENTS = {
  KITH_GOOGLE_CLIENT_ID: undefined,
  KITH_GOOGLE_CLIENT_SECRET: undefined,
  KITH_MICROSOFT_CLIENT_ID: undefined,
};

/** What a person does at a cloud's consent page. */
export interface AtConsent {
  readonly press?: 'allow' | 'deny';
  /** Another practice user than the first. */
  readonly user?: string;
  readonly untick?: RegExp;
}

export class Bench {
  readonly clouds: Clouds;
  readonly #folder: string;
  readonly #env: Readonly<Record<string, string | undefined>>;
  #running: { readonly app: LaunchedApp; readonly window: Window } | null = null;

  private constructor(clouds: Clouds, folder: string, env: Readonly<Record<string, string | undefined>>) {
    this.clouds = clouds;
    this.#folder = folder;
    this.#env = env;
  }

  get app(): LaunchedApp {
    return this.#running!.app;
  }

  get window(): Window {
    return this.#running!.window;
  }

  static async open(options: { readonly clients: boolean }): Promise<Bench> {
    const clouds = await startClouds({ google: 6, microsoft: 6, overlap: 0, seed: 11 });
    const folder = mkdtempSync(join(tmpdir(), 'kith-window-'));
    const endpoints = join(folder, 'endpoints.json');
    writeFileSync(endpoints, JSON.stringify(clouds.endpoints));
    const env = {
      ...(options.clients ? CLIENTS : NO_CLIENTS),
      KITH_ENDPOINTS: endpoints,
      KITH_NO_ELECTRON_FETCH: '1',
    };
    const bench = new Bench(clouds, folder, env);
    await bench.launch();
    return bench;
  }

  /** Starts Kith, again once it was quit. */
  async launch(): Promise<void> {
    const app = await launchApp({
      profile: join(this.#folder, 'profile'),
      env: this.#env,
      args: ['--no-keychain', '--manual-sync'],
    });
    await app.page.setViewportSize({ width: 1280, height: 800 });
    const window = new Window(app.page);
    // Nothing here waits for a network or a person; what does not come soon does not come.
    app.page.setDefaultTimeout(8_000);
    this.#running = { app, window };
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.clouds.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** The consent page that Kith has just asked the system to open, as the person answers it. */
  async consent({ press = 'allow', user, untick }: AtConsent = {}): Promise<void> {
    const url = new URL(await this.app.nextExternalUrl());
    if (user !== undefined) url.searchParams.set('user', user);
    const browser = await this.app.openBrowserPage(url.href);
    if (untick !== undefined) await browser.getByRole('checkbox', { name: untick }).uncheck();
    await browser.locator(`#${press}`).click();
    await browser.waitForURL(
      (reached) => reached.searchParams.has('code') || reached.searchParams.has('error'),
    );
    await browser.close();
    await this.app.page.bringToFront();
  }

  /** Links with one click, and waits for the account and the end of its first sync. */
  async link(provider: ProviderKind): Promise<void> {
    await this.window.at(`link-${provider}`).click();
    await this.consent();
    await this.account(provider).waitFor();
    await this.window.settled();
  }

  account(provider: ProviderKind): Locator {
    return this.app.page.getByTestId('nav-account').filter({ hasText: EMAILS[provider] });
  }

  /** The only contact of the practice Google or Microsoft whose JSON holds this text. */
  raw(cloud: ProviderKind, text: string): Raw {
    const found = this.#holding(cloud, text);
    if (found.length !== 1) throw new Error(`${cloud} has ${found.length} contacts with ${text}`);
    return found[0]!;
  }

  has(cloud: ProviderKind, text: string): boolean {
    return this.#holding(cloud, text).length > 0;
  }

  #holding(cloud: ProviderKind, text: string): readonly Raw[] {
    return (this.clouds[cloud].book.all() as readonly Raw[]).filter((contact) =>
      JSON.stringify(contact).includes(text),
    );
  }

  /** What has the keyboard: its test id, role or tag; "body" where the focus is lost. */
  focus(): Promise<string> {
    return this.app.page
      .locator('*:focus')
      .evaluateAll(
        ([at]) => at?.getAttribute('data-testid') ?? at?.getAttribute('role') ?? at?.localName ?? 'body',
      );
  }

  /** Both clouds with these faults, or healthy again. */
  trouble(faults: Raw | null): void {
    for (const { faults: switches } of [this.clouds.google, this.clouds.microsoft]) {
      for (const name of Object.keys(switches)) delete (switches as Raw)[name];
      Object.assign(switches, structuredClone(faults ?? {}));
    }
  }
}

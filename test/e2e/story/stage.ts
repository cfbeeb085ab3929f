// Owns: what the story plays on: two practice clouds with known people in them, Kith's profile, the running window.
// Leaves to others: the story itself (story.ts), starting the app (build/drive.ts).
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchApp } from '../../../build/drive.ts';
import type { LaunchedApp } from '../../../build/drive.ts';
import { PROJECT } from '../../../build/paths.ts';
import { startClouds } from '../../clouds/clouds.ts';
import type { Clouds } from '../../clouds/clouds.ts';
import { Window } from './window.ts';

type Raw = Record<string, unknown>;

/** A person the story needs by name, and the cloud they live in. */
export interface Known {
  readonly cloud: 'google' | 'microsoft';
  readonly id: string;
  readonly name: string;
}

/** The environment that makes Kith speak to practice clouds with made-up client ids. */
export function practiceEnvironment(endpointsFile: string): Readonly<Record<string, string>> {
  return {
    KITH_ENDPOINTS: endpointsFile,
    KITH_GOOGLE_CLIENT_ID: 'kith-demo.apps.googleusercontent.example',
    KITH_GOOGLE_CLIENT_SECRET: 'not-a-secret',
    KITH_MICROSOFT_CLIENT_ID: '6a1c1f0e-5d0a-4c1e-9d6e-0123456789ab',
  };
}

export class Stage {
  readonly clouds: Clouds;
  readonly folder = mkdtempSync(join(tmpdir(), 'kith-story-'));
  readonly known: Readonly<Record<'ada' | 'alan' | 'grace' | 'katherine' | 'edsger', Known>>;
  readonly screenshots: string | null;
  #app: LaunchedApp | null = null;
  #before: ReadonlyMap<string, Raw> = new Map();

  constructor(clouds: Clouds, screenshots: string | null) {
    this.clouds = clouds;
    this.screenshots = screenshots;
    const google = (given: string, family: string, more: Raw = {}): Known => ({
      cloud: 'google',
      name: `${given} ${family}`,
      id: String(
        clouds.google.book.create({ names: [{ givenName: given, familyName: family }], ...more })[
          'resourceName'
        ],
      ),
    });
    const microsoft = (givenName: string, surname: string, more: Raw = {}): Known => ({
      cloud: 'microsoft',
      name: `${givenName} ${surname}`,
      id: String(clouds.microsoft.book.create({ givenName, surname, ...more })['id']),
    });
    this.known = {
      ada: google('Ada', 'Lovelace', {
        phoneNumbers: [{ value: '+44 20 7946 0001', type: 'home' }],
        birthdays: [{ date: { month: 12, day: 10 } }],
        calendarUrls: [{ url: 'https://cal.example/ada', type: 'freeBusy' }],
        userDefined: [{ key: 'Engine', value: 'Analytical' }],
        biographies: [{ value: 'Notes on the engine', contentType: 'TEXT_PLAIN' }],
      }),
      alan: google('Alan', 'Turing', { biographies: [{ value: 'Bletchley', contentType: 'TEXT_PLAIN' }] }),
      grace: microsoft('Grace', 'Hopper', {
        companyName: 'Navy',
        jobTitle: 'Rear admiral',
        spouseName: 'Vincent',
        children: ['COBOL'],
        businessPhones: ['+1 555 0100'],
      }),
      katherine: microsoft('Katherine', 'Johnson', { personalNotes: 'Langley' }),
      edsger: microsoft('Edsger', 'Dijkstra', { personalNotes: 'goto' }),
    };
  }

  static async open(options: {
    readonly google: number;
    readonly microsoft: number;
    readonly screenshots: string | null;
  }): Promise<Stage> {
    return new Stage(
      await startClouds({ google: options.google - 2, microsoft: options.microsoft - 3, seed: 7 }),
      options.screenshots,
    );
  }

  get app(): LaunchedApp {
    if (this.#app === null) throw new Error('Kith is not running');
    return this.#app;
  }

  get window(): Window {
    return new Window(this.app.page);
  }

  get endpointsFile(): string {
    return join(this.folder, 'endpoints.json');
  }

  async launch(): Promise<void> {
    writeFileSync(this.endpointsFile, JSON.stringify(this.clouds.endpoints));
    this.#app = await launchApp({
      profile: join(this.folder, 'profile'),
      env: { ...practiceEnvironment(this.endpointsFile), KITH_NO_ELECTRON_FETCH: '1' },
      args: ['--no-keychain', '--manual-sync'],
    });
    await this.#app.page.setViewportSize({ width: 1280, height: 800 });
  }

  /** Ends the app as a crash would. */
  async kill(): Promise<void> {
    await this.app.kill();
    this.#app = null;
  }

  async quit(): Promise<void> {
    await this.#app?.close();
    this.#app = null;
  }

  async close(): Promise<void> {
    await this.quit();
    await this.clouds.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async screenshot(name: string): Promise<void> {
    if (this.screenshots !== null)
      await this.app.page.screenshot({ path: join(this.screenshots, `${name}.png`) });
  }

  /** Both clouds unreachable, or back again. */
  offline(offline: boolean): void {
    for (const { faults } of [this.clouds.google, this.clouds.microsoft]) {
      if (offline) faults.offline = true;
      else delete faults.offline;
    }
  }

  /** Presses the link button, gives consent in the browser as a person does, and waits until the account is there. */
  async link(provider: 'google' | 'microsoft'): Promise<void> {
    const { window, app } = this;
    await window.at(`link-${provider}`).click();
    const browser = await app.openBrowserPage(await app.nextExternalUrl());
    if (this.screenshots !== null)
      await browser.screenshot({ path: join(this.screenshots, `consent-${provider}.png`) });
    await browser.locator('#allow').click();
    await browser.waitForURL((url) => url.searchParams.has('code'));
    await browser.close();
    // A headless shell leaves the window in the background, where nothing is drawn.
    await app.page.bringToFront();
    await window.page
      .getByTestId('nav-account')
      .filter({ hasText: provider === 'google' ? 'maria.keller' : 'robin.hale' })
      .waitFor();
  }

  raw({ cloud, id }: Known): Raw {
    const found =
      cloud === 'google'
        ? this.clouds.google.book.get(id)
        : this.clouds.microsoft.book.all().find((contact) => Object.values(contact).includes(id));
    if (found === undefined) throw new Error(`${cloud} has no ${id}`);
    return found as Raw;
  }

  edit(known: Known, patch: Raw): void {
    if (known.cloud === 'google') this.clouds.google.book.edit(known.id, patch);
    else this.clouds.microsoft.book.edit(known.id, patch);
  }

  /** Every contact of both clouds by id, without what the services derive or stamp by themselves. */
  contents(): ReadonlyMap<string, Raw> {
    const google = this.clouds.google.book
      .all()
      .map((raw) => [String(raw['resourceName']), stable(raw as Raw)] as const);
    const microsoft = this.clouds.microsoft.book
      .all()
      .map((raw) => [String(raw['id']), stable(raw)] as const);
    return structuredClone(new Map([...google, ...microsoft]));
  }

  remember(): void {
    this.#before = this.contents();
  }

  /** What changed in the clouds since `remember`: for each contact the names of the properties that differ. */
  changes(): ReadonlyMap<string, readonly string[]> {
    const now = this.contents();
    const ids = new Set([...this.#before.keys(), ...now.keys()]);
    const changed = [...ids].map((id): [string, readonly string[]] => {
      const [before, after] = [this.#before.get(id), now.get(id)];
      if (before === undefined) return [id, ['created']];
      if (after === undefined) return [id, ['deleted']];
      const names = new Set([...Object.keys(before), ...Object.keys(after)]);
      return [
        id,
        [...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])).sort(),
      ];
    });
    return new Map(changed.filter(([, names]) => names.length > 0));
  }

  /** Runs the command line on the same profile and gives its JSON. */
  async commandLine(...args: readonly string[]): Promise<{ readonly code: number; readonly json: any }> {
    const child = spawn(
      process.execPath,
      [
        join(PROJECT, 'main/index.ts'),
        ...args,
        '--json',
        '--no-keychain',
        '--profile',
        join(this.folder, 'profile'),
      ],
      {
        env: { ...process.env, ...practiceEnvironment(this.endpointsFile) },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    const code = await new Promise<number>((resolve) => child.once('close', (exit) => resolve(exit ?? 1)));
    return { code, json: JSON.parse(Buffer.concat(output).toString('utf8')) };
  }
}

const STAMPS = ['etag', 'metadata', '@odata.etag', 'changeKey', 'lastModifiedDateTime'];

/** Without stamps; extended properties by their ids, so that their order does not count. */
function stable(raw: Raw): Raw {
  const { singleValueExtendedProperties, ...own } = raw;
  const extended = ((singleValueExtendedProperties ?? []) as { id: string; value: unknown }[]).map(
    ({ id, value }) => [id, value] as const,
  );
  return Object.fromEntries([...Object.entries(own), ...extended].filter(([key]) => !STAMPS.includes(key)));
}

// Owns: running the command line in real child processes over practice clouds, as the author of a script would.
// Leaves to others: the clouds (test/clouds), what the answers should be (the tests).
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { ensureBuilt } from '../../build/build.ts';
import { KITH } from '../../build/paths.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds, CloudsOptions } from '../clouds/clouds.ts';

// A test here starts dozens of processes, which wait for each other where other work keeps the processors busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

await ensureBuilt();

/** The program, as it is packaged: a tenth of a second to start, where the sources take five times as long. */
export const ENTRY = join(KITH.out, 'main/index.js');

/** What a JSON document holds: each test says by its expectations what it reads. */
export type Document = any;

export interface Finished {
  /** Null where a signal ended the process. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
  /** Standard output as the one JSON document that it must be. Throws where it is anything else. */
  readonly json: Document;
}

export interface CallOptions {
  /** Standard input: a text, or a value to be sent as JSON; absent: an empty input. */
  readonly input?: unknown;
  readonly env?: NodeJS.ProcessEnv;
  /** Another program that gets the command line of Kith as its last arguments (`setpriv`, `sh -c`). */
  readonly under?: readonly string[];
  /** Leaves out `--no-keychain`: the keychain is used that `env` leads to. */
  readonly keychain?: boolean;
  /** Leaves `--profile` and `--no-keychain` to the caller. */
  readonly bare?: boolean;
  readonly profile?: string;
  readonly cwd?: string;
}

/** A command that is still running. */
export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** The first line of standard output or standard error that matches. Rejects when the command ends before. */
  line(pattern: RegExp): Promise<string>;
}

/** What a person does on the consent page. `without`: scopes whose tick is taken off. */
export interface Consent {
  readonly decision?: 'allow' | 'deny';
  readonly user?: string;
  readonly without?: readonly string[];
}

export interface Cli {
  readonly clouds: Clouds;
  readonly profile: string;
  readonly env: NodeJS.ProcessEnv;
  start(args: readonly string[], options?: CallOptions): Running;
  run(args: readonly string[], options?: CallOptions): Promise<Finished>;
  /** A command that must succeed; its JSON document. */
  ask(args: readonly string[], options?: CallOptions): Promise<Document>;
  /** Links by opening the printed address and answering the consent page; the command's end. */
  link(provider: 'google' | 'microsoft', consent?: Consent, options?: CallOptions): Promise<Finished>;
  /** Links both and answers their account ids. */
  linkBoth(): Promise<{ readonly google: string; readonly microsoft: string }>;
  /** Another profile folder; removed at the end. */
  folder(): string;
  close(): Promise<void>;
}

/** Practice clouds, an endpoints file, client ids, and an empty profile. */
export async function openCli(options: CloudsOptions = { google: 0, microsoft: 0 }): Promise<Cli> {
  const clouds = await startClouds(options);
  const home = mkdtempSync(join(tmpdir(), 'kith-cli-'));
  const endpoints = join(home, 'endpoints.json');
  writeFileSync(endpoints, JSON.stringify(clouds.endpoints));
  const profile = join(home, 'profile');
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: home,
    KITH_ENDPOINTS: endpoints,
    KITH_GOOGLE_CLIENT_ID: 'kith-desktop',
    KITH_GOOGLE_CLIENT_SECRET: 'not-a-secret',
    KITH_MICROSOFT_CLIENT_ID: 'kith-desktop',
  };
  let folders = 0;

  const start = (args: readonly string[], call: CallOptions = {}): Running => {
    const own =
      call.bare === true
        ? []
        : [...(call.keychain === true ? [] : ['--no-keychain']), '--profile', call.profile ?? profile];
    const [program, ...rest] = [...(call.under ?? []), process.execPath, ENTRY, ...args, ...own];
    const child = spawn(program!, rest, {
      env: { ...env, ...call.env },
      cwd: call.cwd ?? home,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    // A command that does not read its input closes it: that is its right.
    child.stdin.on('error', () => undefined);
    child.stdin.end(
      call.input === undefined
        ? ''
        : typeof call.input === 'string'
          ? call.input
          : JSON.stringify(call.input),
    );
    return watch(child);
  };
  const run = (args: readonly string[], call?: CallOptions) => start(args, call).finished;
  const ask = async (args: readonly string[], call?: CallOptions): Promise<Document> => {
    const finished = await run([...args, '--json'], call);
    if (finished.code !== 0)
      throw new Error(`kith ${args.join(' ')} ended with ${finished.code}: ${finished.out}${finished.err}`);
    return finished.json;
  };
  const link: Cli['link'] = async (provider, consent = {}, call) => {
    const running = start(['link', provider, '--print-url', '--json'], call);
    const url = await running.line(/^http/);
    await consentTo(url, consent);
    return running.finished;
  };
  return {
    clouds,
    profile,
    env,
    start,
    run,
    ask,
    link,
    linkBoth: async () => ({
      google: (await link('google')).json.id as string,
      microsoft: (await link('microsoft')).json.id as string,
    }),
    folder: () => join(home, `folder-${++folders}`),
    close: async () => {
      await clouds.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Answers the consent page as a browser posts it and follows the way back to Kith; the last page. */
export async function consentTo(url: string, consent: Consent = {}): Promise<string> {
  const address = new URL(url);
  if (consent.user !== undefined) address.searchParams.set('user', consent.user);
  const page = await (await fetch(address)).text();
  const form = new URLSearchParams({ decision: consent.decision ?? 'allow' });
  for (const [, name] of page.matchAll(/type="checkbox" name="([^"]+)"/g)) {
    if (!(consent.without ?? []).some((scope) => name === `scope:${scope}`)) form.set(name!, 'on');
  }
  const answer = await fetch(address, { method: 'POST', body: form, redirect: 'manual' });
  const back = answer.headers.get('location');
  if (back === null) throw new Error(`The consent page did not lead back: ${answer.status}`);
  return (await fetch(back)).text();
}

function watch(child: ChildProcess): Running {
  let [out, err] = ['', ''];
  const wake = new Set<() => void>();
  const hear = (take: (text: string) => void) => (text: string) => {
    take(text);
    for (const look of wake) look();
  };
  child.stdout?.setEncoding('utf8').on(
    'data',
    hear((text) => (out += text)),
  );
  child.stderr?.setEncoding('utf8').on(
    'data',
    hear((text) => (err += text)),
  );
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve({
        code,
        signal,
        out,
        err,
        get json(): Document {
          return oneDocument(out, err);
        },
      }),
    );
  });
  const line = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = `${out}\n${err}`
          .split('\n')
          .slice(0, -1)
          .find((text) => pattern.test(text));
        if (found === undefined) return;
        wake.delete(look);
        resolve(found);
      };
      wake.add(look);
      look();
      finished.then(() => reject(new Error(`ended without a line like ${pattern}: ${out}${err}`)), reject);
    });
  return { child, finished, line };
}

function oneDocument(out: string, err: string): Document {
  try {
    return JSON.parse(out);
  } catch {
    throw new Error(
      `Standard output is not one JSON document: ${JSON.stringify(out.slice(0, 2000))}; standard error: ${err.slice(0, 2000)}`,
    );
  }
}

// Owns: the command `encryption` over a real keychain (gnome-keyring): on, off, locked, another computer's keychain, and
// where there is none. Leaves to others: what is in the files (unit/store/encryption.test.ts).
import { cpSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingPrograms, startSecretService } from '../../contract/secret-service.ts';
import type { SecretService } from '../../contract/secret-service.ts';
import { openCli } from '../../support/cli.ts';
import type { CallOptions, Cli } from '../../support/cli.ts';

const NAME = 'Canary Lovelace';
const missing = process.platform === 'linux' ? missingPrograms() : ['Linux'];

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
});
afterAll(() => cli.close());

/** The files of a profile that tell a contact's name. */
const telling = (profile: string): readonly string[] =>
  readdirSync(profile, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .filter((file) => readFileSync(file).includes(NAME));

async function fill(call: CallOptions): Promise<void> {
  await cli.ask(['link', 'computer'], call);
  await cli.ask(['add'], { ...call, input: { name: { given: NAME } } });
  await cli.ask(['backups', '--make'], call);
}

test('without a keychain the switch says why it is off, and nothing is changed', async () => {
  const profile = cli.folder();
  await fill({ profile });
  const before = telling(profile);
  expect(before.length).toBeGreaterThan(0);
  const state = await cli.ask(['encryption'], { profile });
  expect(state).toEqual({
    encryption: 'off',
    why: expect.stringMatching(/in a file.*no safe place/) as string,
  });
  const refused = await cli.run(['encryption', 'on', '--json'], { profile });
  expect(refused).toMatchObject({ code: 3, json: { error: { code: 'keychain.unavailable' } } });
  expect(telling(profile)).toEqual(before);
  for (const wrong of [['maybe'], ['on', 'KEY'], ['recovery-key', 'KEY']])
    expect((await cli.run(['encryption', ...wrong], { profile })).code, wrong.join(' ')).toBe(2);
  expect((await cli.run(['encryption', 'off', '--json'], { profile })).json.error.code).toBe('input.invalid');
  expect(
    (await cli.run(['encryption', 'unlock', '--json'], { profile, input: 'no key' })).json.error,
  ).toMatchObject({
    code: 'input.invalid',
    message: expect.stringMatching(/not encrypted/) as string,
  });
});

const title = 'with a real keychain (gnome-keyring)';
describe.skipIf(missing.length > 0)(
  missing.length > 0 ? `${title}: skipped, missing ${missing.join(', ')}` : title,
  () => {
    const services: SecretService[] = [];
    const freshService = async (): Promise<SecretService> => {
      const service = await startSecretService();
      services.push(service);
      return service;
    };
    afterAll(() => Promise.all(services.map((service) => service.stop())));
    const callWith = ({ env }: SecretService, profile: string): CallOptions => ({
      keychain: true,
      env,
      profile,
    });
    const namesOf = async (call: CallOptions): Promise<unknown> =>
      ((await cli.ask(['list'], call)).rows as readonly { readonly name: string }[]).map(({ name }) => name);

    test('an address book is encrypted and made plain, and says all the while what it holds', async () => {
      const profile = cli.folder();
      const call = callWith(await freshService(), profile);
      await fill(call);
      expect(await cli.ask(['encryption'], call)).toEqual({ encryption: 'off', why: null });
      const on = await cli.ask(['encryption', 'on'], call);
      expect(on).toEqual({
        encryption: 'on',
        recoveryKey: expect.stringMatching(/^([0-9A-Z]{4}-){13}[0-9A-Z]{4}$/) as string,
      });
      expect(telling(profile)).toEqual([]);
      expect(await namesOf(call)).toEqual([NAME]);
      expect(await cli.ask(['encryption', 'recovery-key'], call)).toEqual({ recoveryKey: on.recoveryKey });
      expect((await cli.run(['encryption'], call)).out).toMatch(
        /is encrypted, and its key is in the keychain/,
      );
      const file = join(cli.folder(), '..', 'exported.json');
      expect(await cli.ask(['export', file], call)).toMatchObject({ contacts: 1, book: 'whole' });
      expect(readFileSync(file, 'utf8')).toContain(NAME);
      expect(await cli.ask(['encryption', 'off'], call)).toEqual({ encryption: 'off' });
      expect(telling(profile).length).toBeGreaterThan(1);
      expect(await namesOf(call)).toEqual([NAME]);
    });

    test('a locked keychain and one without the key are told, nothing is changed, and the recovery key opens the book', async () => {
      const profile = cli.folder();
      const first = await freshService();
      await fill(callWith(first, profile));
      const { recoveryKey } = await cli.ask(['encryption', 'on'], callWith(first, profile));
      const copy = cli.folder();
      cpSync(profile, copy, { recursive: true });
      const refusal = async (call: CallOptions, ...args: readonly string[]) => {
        const { code, json } = await cli.run([...(args.length > 0 ? args : ['list']), '--json'], call);
        return { exit: code, code: json.error?.code as string, message: json.error?.message as string };
      };
      first.lock();
      expect(await refusal(callWith(first, profile))).toMatchObject({
        exit: 3,
        code: 'store.keyLocked',
        message: expect.stringMatching(/keychain that holds its key is locked/) as string,
      });
      expect(await refusal({ profile })).toMatchObject({ exit: 3, code: 'store.keyLocked' });
      expect(await refusal(callWith(first, profile), 'export', join(profile, 'x.json'))).toMatchObject({
        code: 'store.keyLocked',
      });

      const elsewhere = callWith(await freshService(), copy);
      expect(await refusal(elsewhere)).toMatchObject({ exit: 3, code: 'store.keyMissing' });
      const mistyped = `${recoveryKey.slice(0, -1)}${recoveryKey.endsWith('A') ? 'B' : 'A'}`;
      expect(await refusal(elsewhere, 'encryption', 'unlock', mistyped)).toMatchObject({
        code: 'input.invalid',
      });
      const unlocked = await cli.run(['encryption', 'unlock', '--json'], {
        ...elsewhere,
        input: `${recoveryKey}\n`,
      });
      expect(unlocked.json).toEqual({ encryption: 'on', unlocked: true });
      expect(await namesOf(elsewhere)).toEqual([NAME]);
      // And where there is no keychain at all, the way out.
      expect(await refusal({ profile }, 'encryption', 'unlock', recoveryKey)).toMatchObject({
        code: 'keychain.unavailable',
      });
      expect(await cli.ask(['encryption', 'off', recoveryKey], { profile })).toEqual({ encryption: 'off' });
      expect(await namesOf({ profile })).toEqual([NAME]);
    });

    /** A profile whose encrypted address book is damaged, its recovery key, and its newest backup. */
    async function damagedProfile(): Promise<{ profile: string; recoveryKey: string; backup: string }> {
      const profile = cli.folder();
      const call = callWith(await freshService(), profile);
      await fill(call);
      const { recoveryKey } = await cli.ask(['encryption', 'on'], call);
      const { backups } = await cli.ask(['backups', '--make'], call);
      for (const name of readdirSync(join(profile, 'book')))
        if (/^(snapshot|journal)-/.test(name)) truncateSync(join(profile, 'book', name), 300);
      return { profile, recoveryKey, backup: backups[0].name };
    }

    test('a damaged address book without any keychain says so, and its recovery key lists, exports and replaces it', async () => {
      const { profile, recoveryKey, backup } = await damagedProfile();
      const told = await cli.run(['encryption', 'off', recoveryKey, '--json'], { profile });
      expect(told).toMatchObject({
        code: 1,
        json: {
          error: { code: 'store.corrupt', context: { backups: expect.arrayContaining([backup]) as unknown } },
        },
      });
      for (const way of ['restore --backup NAME --replace', 'export FILE'])
        expect(told.json.error.message).toContain(`"kith ${way} --recovery-key KEY"`);
      const without = await cli.run(['backups', '--json'], { profile });
      expect(without.json.error).toMatchObject({
        code: 'store.keyLocked',
        message: expect.stringContaining('--recovery-key KEY') as string,
      });
      const withKey = (...args: readonly string[]) => [...args, '--recovery-key', recoveryKey];
      expect((await cli.ask(withKey('backups'), { profile })).backups).toContainEqual(
        expect.objectContaining({ name: backup }),
      );
      const file = join(cli.folder(), '..', 'damaged.json');
      const exported = await cli.run(['export', file, '--recovery-key', '-', '--json'], {
        profile,
        input: `${recoveryKey}\n`,
      });
      expect(exported).toMatchObject({ code: 3, json: { file, book: 'damaged' } });
      expect(await cli.ask(withKey('restore', '--backup', backup, '--replace'), { profile })).toMatchObject({
        contacts: 1,
      });
      expect(telling(profile)).toEqual([]);
      expect(await cli.ask(['encryption', 'off', recoveryKey], { profile })).toEqual({ encryption: 'off' });
      expect(await namesOf({ profile })).toEqual([NAME]);
    });

    test('another computer’s keychain takes the key of a damaged address book, and every way out works from there', async () => {
      const { profile, recoveryKey, backup } = await damagedProfile();
      const elsewhere = callWith(await freshService(), profile);
      expect((await cli.run(['list', '--json'], elsewhere)).json.error.code).toBe('store.keyMissing');
      const unlocked = await cli.ask(['encryption', 'unlock', recoveryKey], elsewhere);
      const told = (await cli.run(['list', '--json'], elsewhere)).json.error;
      expect(unlocked, 'it says at once what the next command says').toEqual({
        encryption: 'on',
        unlocked: true,
        problem: told,
      });
      expect(told).toMatchObject({
        code: 'store.corrupt',
        context: { backups: expect.arrayContaining([backup]) as unknown },
      });
      expect(told.message).toContain('"kith restore --backup NAME --replace" puts');
      await cli.ask(['restore', '--backup', backup, '--replace'], elsewhere);
      expect(await namesOf(elsewhere)).toEqual([NAME]);
    });
  },
);

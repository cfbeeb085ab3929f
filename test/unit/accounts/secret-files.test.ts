// Owns: the secret stores without a keychain. Leaves to others: the keychain.
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { secretsInFile, secretsInMemory } from '../../../main/accounts/secret-files.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kith-secrets-'));
  file = join(folder, 'secrets.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test.each([
  ['memory', () => secretsInMemory()],
  ['file', () => secretsInFile(file)],
] as const)('%s keeps, replaces and deletes', async (kind, open) => {
  const store = open();
  expect(store.kind).toBe(kind);
  expect(await store.get('a')).toEqual({ kind: 'absent' });
  await store.set('a', '1');
  await store.set('a', '3');
  expect(await store.get('a')).toEqual({ kind: 'found', value: '3' });
  expect(await store.get('toString')).toEqual({ kind: 'absent' });
  await store.delete('a');
  await store.delete('a');
  expect(await store.get('a')).toEqual({ kind: 'absent' });
});

test.skipIf(process.platform === 'win32')(
  'the file is its owner’s alone, even where it was open before, and stands alone',
  async () => {
    await writeFile(file, '{"v":1,"secrets":{"old":"o"}}', { mode: 0o644 });
    const store = secretsInFile(file);
    await Promise.all([store.set('a', '1'), store.set('b', '2'), store.delete('old')]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ v: 1, secrets: { a: '1', b: '2' } });
    expect(await readdir(folder)).toEqual(['secrets.json']);
    expect(await secretsInFile(file).get('b')).toEqual({ kind: 'found', value: '2' });
  },
);

test.each(['{"v":1,"secrets":{"a":"sesame', '[]', '{"v":2,"secrets":{}}', '{"v":1,"secrets":{"a":1}}'])(
  'a file that says %j is not overwritten, and what it says is not repeated',
  async (text) => {
    await writeFile(file, text);
    const store = secretsInFile(file);
    await expect(store.get('a')).rejects.toMatchObject({ code: 'keychain.refused', context: { file } });
    const error = (await store.set('a', '1').catch((thrown: unknown) => thrown)) as Error;
    expect(error).toMatchObject({ code: 'keychain.refused' });
    expect(`${error.message} ${String(error.cause)}`).not.toContain('sesame');
    expect(await readFile(file, 'utf8')).toBe(text);
  },
);

test('a folder that is gone is said, and leaves nothing behind', async () => {
  const store = secretsInFile(join(folder, 'none', 'secrets.json'));
  expect(await store.get('a')).toEqual({ kind: 'absent' });
  await expect(store.set('a', '1')).rejects.toMatchObject({ code: 'keychain.refused' });
});

// Owns: both practice clouds together: the people they share, the command that serves them.
// Leaves to others: each cloud's own behaviour.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { makeBooks, makePeople, photoOf } from '../clouds/people.ts';

describe('made-up people', () => {
  it('are the same for the same seed, whatever the count, and others for another', () => {
    const ten = makePeople({ count: 10, seed: 4 });
    expect(makePeople({ count: 50, seed: 4 }).slice(0, 10)).toEqual(ten);
    expect(makePeople({ count: 10, seed: 5 })).not.toEqual(ten);
  });

  it('hold what real address books hold', () => {
    const people = makePeople({ count: 2000, seed: 1 });
    const some = (test: (person: (typeof people)[number]) => boolean): number => people.filter(test).length;
    for (const script of ['Han', 'Cyrillic', 'Arabic', 'Hebrew', 'Hangul']) {
      const pattern = new RegExp(`\\p{Script=${script}}`, 'u');
      expect(some((person) => pattern.test(person.name?.given ?? ''))).toBeGreaterThan(20);
    }
    expect(some((person) => person.name === undefined && person.organization !== undefined)).toBeGreaterThan(
      20,
    );
    expect(
      some(
        (person) =>
          person.name === undefined && person.organization === undefined && person.emails.length > 0,
      ),
    ).toBeGreaterThan(5);
    expect(
      some((person) => person.birthday !== undefined && person.birthday.year === undefined),
    ).toBeGreaterThan(50);
    expect(some((person) => person.emails.length > 3)).toBeGreaterThan(20);
    expect(some((person) => person.phones.some((phone) => phone.label !== undefined))).toBeGreaterThan(20);
    expect(some((person) => person.note?.includes('\n') === true)).toBeGreaterThan(50);
    expect(some((person) => person.google.sipAddresses !== undefined)).toBeGreaterThan(20);
    expect(some((person) => person.microsoft.userFields !== undefined)).toBeGreaterThan(20);
    expect(
      photoOf(people.find((person) => person.photoColour !== undefined) ?? people[0]!)
        ?.subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  });

  it('overlap by the fraction asked for', () => {
    const books = makeBooks({ google: 300, microsoft: 200, overlap: 0.25, seed: 9 });
    const google = new Set(books.google.map((person) => person.key));
    expect([books.google.length, books.microsoft.length, google.size]).toEqual([300, 200, 300]);
    expect(books.microsoft.filter((person) => google.has(person.key))).toHaveLength(50);
    expect(new Set(books.microsoft.map((person) => person.key)).size).toBe(200);
  });

  it('are spelled a little differently in the other book, in whole characters', () => {
    const books = makeBooks({ google: 500, microsoft: 500, overlap: 1 });
    const changed = books.microsoft.filter((person, index) => person !== books.google[index]);
    expect(changed.length).toBeGreaterThan(100);
    for (const { name } of changed) expect(name?.given).toBe(name?.given?.normalize('NFC'));
  });
});

describe('both clouds', () => {
  let clouds: Clouds | undefined;
  afterEach(async () => {
    await clouds?.close();
    clouds = undefined;
  });

  it('hold the number of contacts asked for', async () => {
    clouds = await startClouds({ google: 30, microsoft: 20, seed: 3 });
    const favourites = makePeople({ count: 30, seed: 3 }).filter((person) => person.favourite);
    const starred = clouds.google.book
      .all()
      .filter((person) => JSON.stringify(person).includes('contactGroups/starred'));
    expect(starred).toHaveLength(favourites.length);
    expect(favourites.length).toBeGreaterThan(0);
    expect([clouds.google.book.size, clouds.microsoft.book.all().length, clouds.shared]).toEqual([
      30, 20, 12,
    ]);
  });
});

describe('the command', () => {
  const command = fileURLToPath(new URL('../clouds/serve.ts', import.meta.url));

  it('prints the endpoints on one line, serves them, and stops when told to', async () => {
    const child = spawn(process.execPath, [command, '--google', '7', '--microsoft', '3', '--auto-consent']);
    try {
      const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
      const text = chunk.toString();
      expect(text.endsWith('\n') && text.trim().split('\n')).toHaveLength(1);
      const endpoints = JSON.parse(text) as Record<string, Record<string, string>>;
      expect(Object.keys(endpoints['google'] ?? {}).sort()).toEqual(['api', 'authorize', 'revoke', 'token']);
      expect(Object.keys(endpoints['microsoft'] ?? {}).sort()).toEqual(['authorize', 'graph', 'token']);
      const held = await (await fetch(`${endpoints['google']?.['api']}/_control/contacts`)).json();
      expect((held as { contacts: unknown[] }).contacts).toHaveLength(7);
    } finally {
      child.kill('SIGTERM');
    }
    expect((await once(child, 'exit'))[0]).toBe(0);
  });

  it.each([[['--gogle', '7']], [['--google', 'many']], [['--overlap', '2']]])('refuses %j', async (args) => {
    const child = spawn(process.execPath, [command, ...args]);
    let out = '';
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    expect((await once(child, 'close'))[0]).toBe(2);
    expect(out).toBe('');
    expect(complaint).toContain('Usage: npm run clouds');
  });
});

// Owns: contacts that join and leave contact groups at the practice Google, over HTTP and the real googleapis client.
// Leaves to others: the groups themselves (google-labels.test.ts), what single replies mean (unit/providers/google-members).
import { describe, expect, it } from 'vitest';
import type { ContactFields } from '../../main/core/contact.ts';
import type { RemoteContact, WriteOutcome } from '../../main/providers/provider.ts';
import { contactIn, contactsOf, cursorOf, edit, kindsOf, linkedGoogle } from './support/linked-google.ts';

const { cloud, google, make, pull, readOne, restart, write } = linkedGoogle();

const MINE = 'contactGroups/myContacts';
const inGroups = (...refs: string[]) =>
  refs.map((contactGroupResourceName) => ({ contactGroupMembership: { contactGroupResourceName } }));
const labels = (...refs: string[]): ContactFields => ({ labels: refs.map((ref) => ({ id: ref, ref })) });
const add = (name: string, ...refs: string[]) =>
  make({ names: [{ givenName: name }], memberships: inGroups(MINE, ...refs) });
const groupsOf = (remoteId: string) => cloud().book.groupsOf(remoteId).sort();
const paths = () => cloud().log.requests.map(({ path }) => path.replace('/v1/', ''));

describe('memberships of contacts', () => {
  it('[law 14] [pain 9] of 250 are changed in few requests, and [law 2] the next pull knows them', async () => {
    await restart({ contacts: 250 });
    const choir = cloud().book.group('Choir');
    const pages = await pull();
    const contacts = contactsOf(pages);
    cloud().log.clear();
    const outcomes: WriteOutcome[] = [];
    const operations = contacts.map((contact) =>
      edit(contact, { labels: [...(contact.fields.labels ?? []), { id: 'x', ref: choir }] }),
    );
    for (const batch of google().batches(operations)) outcomes.push(...(await write(...batch)));
    const once = [`${choir}/members:modify`, 'people:batchGet'];
    expect(paths()).toEqual([...once, ...once]);
    for (const { remoteId } of contacts) expect(groupsOf(remoteId)).toContain(choir);
    const written = outcomes.map((one): RemoteContact => contactIn([one]));
    for (const one of written)
      expect(one.fields.labels).toContainEqual(expect.objectContaining({ ref: choir }));
    const echo = await pull(cursorOf(pages), written);
    expect(contactsOf(echo)).toEqual([]);
    expect(echo.flatMap(({ unchanged }) => unchanged)).toHaveLength(250);
  });

  it('[law 3] [pain 10] given elsewhere meanwhile stay, and so does what else was edited there', async () => {
    const [choir, club] = [cloud().book.group('Choir'), cloud().book.group('Club')];
    const id = add('Ann', club);
    const contact = await readOne(id);
    cloud().book.edit(id, {
      memberships: inGroups(MINE, club, 'contactGroups/starred'),
      nicknames: [{ value: 'A' }],
    });
    const after = contactIn(await write(edit(contact, labels(MINE, choir))));
    expect(groupsOf(id)).toEqual([choir, MINE, 'contactGroups/starred'].sort());
    expect(after.fields).toMatchObject({ favorite: true, nicknames: [{ value: 'A' }] });
  });

  it('never end: who leaves the last group joins My Contacts first', async () => {
    const choir = cloud().book.group('Choir');
    const id = make({ names: [{ givenName: 'Ann' }], memberships: inGroups(choir) });
    const contact = await readOne(id);
    expect(kindsOf(await write(edit(contact, { labels: undefined })))).toEqual(['done']);
    expect(groupsOf(id)).toEqual([MINE]);
    cloud().log.clear();
    const mine = await readOne(id);
    const after = contactIn(await write(edit(mine, { labels: undefined })));
    expect(after.fields.labels).toMatchObject([{ ref: MINE }]);
    expect(groupsOf(id)).toEqual([MINE]);
  });

  it('of a group that became the last one are left once that is known', async () => {
    const choir = cloud().book.group('Choir');
    const id = add('Ann', choir);
    const contact = await readOne(id);
    cloud().book.edit(id, { memberships: inGroups(choir) });
    expect(kindsOf(await write(edit(contact, labels(MINE))))).toEqual(['stale']);
    expect(kindsOf(await write(edit(await readOne(id), { labels: undefined })))).toEqual(['done']);
    expect(groupsOf(id)).toEqual([MINE]);
  });

  it('follow the other fields, and wait where these are stale', async () => {
    const choir = cloud().book.group('Choir');
    const [one, two] = [add('Ann'), add('Ben')];
    const renamed = (contact: RemoteContact) =>
      edit(contact, { ...labels(MINE, choir), favorite: true, name: { given: 'New' } });
    const [ann, ben] = [await readOne(one), await readOne(two)];
    cloud().book.edit(one, { nicknames: [{ value: 'A' }] });
    cloud().log.clear();
    expect(kindsOf(await write(renamed(ann), renamed(ben)))).toEqual(['stale', 'notApplied']);
    expect(paths()).toEqual(['people:batchUpdateContacts']);
    expect([groupsOf(one), groupsOf(two)]).toEqual([[MINE], [MINE]]);
    cloud().log.clear();
    expect(kindsOf(await write(renamed(await readOne(one)), renamed(ben)))).toEqual(['done', 'done']);
    expect(paths().slice(1)).toEqual([
      'people:batchUpdateContacts',
      `${choir}/members:modify`,
      'contactGroups/starred/members:modify',
      'people:batchGet',
    ]);
    const update = cloud().log.requests.find(({ path }) => path.endsWith('batchUpdateContacts'))?.body;
    expect(update).toMatchObject({ updateMask: 'names' });
    expect(JSON.stringify(update)).not.toContain('"memberships":');
    for (const id of [one, two]) expect(groupsOf(id)).toEqual([choir, MINE, 'contactGroups/starred'].sort());
  });

  it('[law 20] of a label or a contact that is gone stop no other contact', async () => {
    const [choir, club] = [cloud().book.group('Choir'), cloud().book.group('Club')];
    const ids = ['Ann', 'Ben', 'Cleo', 'Dora'].map((name) => add(name, ...(name === 'Dora' ? [club] : [])));
    const [ann, ben, cleo, dora] = await Promise.all(ids.map(readOne));
    cloud().book.removeGroup(club);
    cloud().book.remove(ids[1]!);
    const outcomes = await write(
      edit(ann!, labels(MINE, club)),
      edit(ben!, labels(MINE, choir)),
      edit(cleo!, labels(MINE, choir)),
      edit(dora!, labels(MINE)),
    );
    expect(kindsOf(outcomes)).toEqual(['refused', 'gone', 'done', 'done']);
    expect(outcomes[0]).toMatchObject({ error: { context: { reason: 'labelMissing' }, retry: 'later' } });
    expect(groupsOf(ids[2]!)).toEqual([choir, MINE].sort());
  });
});

// Owns: joining, parting, copying and moving over both practice clouds, and contacts of this computer.
// Leaves to others: what is carried between contacts in step (in-step.test.ts), what is proposed (unit/core/match.test.ts).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountId, ContactId, PersonId } from '../../main/core/account.ts';
import type { ContactRecord } from '../../main/core/replica.ts';
import type { ContactView, PersonView } from '../../preload/contract.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { endTestKith, openTestKith } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';
import { fieldsOf, SIDES } from '../support/sides.ts';
import type { Plain, Side } from '../support/sides.ts';

let clouds: Clouds;
let kith: TestKith;
let sides: Readonly<Record<'google' | 'microsoft', Side>>;

const ada: Plain = { given: 'Ada', family: 'Lovelace', emails: ['ada@example.org'] };

/** Both clouds pulled, changes carried, both pushed; how many writes that took. */
async function sync(): Promise<number> {
  const reports = await kith.handlers['sync.run'](null);
  return reports.reduce((sum, { writes }) => sum + writes, 0);
}

const contacts = (account: AccountId): readonly ContactRecord[] =>
  kith.book.contactsOf(account).filter(({ local }) => local !== null);
const only = (account: AccountId): ContactRecord => {
  expect(contacts(account)).toHaveLength(1);
  return contacts(account)[0]!;
};
const viewOf = (person: PersonView, account: AccountId): ContactView =>
  person.contacts.find((contact) => contact.account === account)!;
const commands = () => kith.handlers;
const resolved = <T>(value: T | Promise<T>): Promise<T> => Promise.resolve(value);
const twoAdas = async (google: Plain = ada, microsoft: Plain = ada): Promise<void> => {
  sides.google.add(google);
  sides.microsoft.add(microsoft);
  await sync();
};

beforeEach(async () => {
  clouds = await startClouds({ google: 0, microsoft: 0 });
  kith = await openTestKith(clouds);
  sides = { google: SIDES.google(clouds), microsoft: SIDES.microsoft(clouds) };
});
afterEach(() => endTestKith(kith, clouds));

const matches = async () => (await resolved(commands()['matches.list'](9))).shown;

describe('matches', () => {
  it('are all counted, and only as many told of as are shown', async () => {
    await twoAdas(
      { given: 'Ada', emails: ['ada@example.org'] },
      { given: 'Ada', emails: ['ada@example.org'] },
    );
    const { ids } = await resolved(commands()['matches.list'](0));
    expect(ids).toHaveLength(1);
    expect(await resolved(commands()['matches.list'](0))).toEqual({ ids, shown: [] });
    expect((await matches()).map(({ id }) => id)).toEqual(ids);
  });

  it('say what keeping in step would change and what would have to be decided, and change nothing', async () => {
    await twoAdas(
      { ...ada, notes: 'from Google', nickname: 'Countess' },
      { ...ada, notes: 'from Outlook', emails: ['ada@example.org', 'work@example.org'] },
    );
    const revision = kith.book.revision;
    const [match] = await matches();
    expect(match).toMatchObject({
      keys: [{ kind: 'email', value: 'ada@example.org' }],
      contacts: [
        { account: kith.google, name: 'Ada Lovelace' },
        { account: kith.microsoft, name: 'Ada Lovelace' },
      ],
      conflicts: ['notes'],
    });
    expect(match!.changes).toEqual([
      { contact: only(kith.google).id, fields: ['emails'] },
      { contact: only(kith.microsoft).id, fields: ['nicknames'] },
    ]);
    expect(kith.book.revision).toBe(revision);
  });

  it('accepted, are shown as one person; joining alone writes nothing to any cloud', async () => {
    await twoAdas({ ...ada, notes: 'from Google' });
    const [match] = await matches();
    expect(await commands()['matches.accept']({ matches: [match!.id], inStep: false })).toBe(1);
    const { rows } = await commands()['persons.list']({ text: '', filter: { kind: 'all' }, from: 0, to: 9 });
    expect(rows).toMatchObject([{ accounts: [kith.google, kith.microsoft] }]);
    expect(await commands()['persons.get'](rows[0]!.id)).toMatchObject({ inStep: false });
    expect(await matches()).toEqual([]);
    expect(await sync()).toBe(0);
  });

  it('accepted to be kept in step, send what one has and the other lacks', async () => {
    await twoAdas({ ...ada, nickname: 'Countess' }, { ...ada, notes: 'from Outlook' });
    const [match] = await matches();
    await commands()['matches.accept']({ matches: [match!.id], inStep: true });
    expect(await commands()['pending.list']()).toHaveLength(2);
    await sync();
    for (const side of Object.values(sides))
      expect(side.all()).toMatchObject([{ nickname: 'Countess', notes: 'from Outlook' }]);
    expect(await sync()).toBe(0);
  });

  it('refused, are not proposed again, also after a restart', async () => {
    await twoAdas();
    const [match] = await matches();
    await commands()['matches.refuse']([match!.id]);
    kith = await kith.reopen();
    expect(await matches()).toEqual([]);
    await expect(
      resolved(commands()['matches.accept']({ matches: [match!.id], inStep: false })),
    ).rejects.toMatchObject({
      code: 'input.notFound',
    });
  });

  it('chains of three accounts become one person', async () => {
    await twoAdas();
    const computer = await resolved(commands()['accounts.addComputer']());
    await commands()['contacts.create']({ accounts: [computer.id], fields: fieldsOf(ada) });
    const found = await matches();
    expect(found).toHaveLength(3);
    await commands()['matches.accept']({ matches: found.map(({ id }) => id), inStep: true });
    expect(new Set([...kith.book.contacts()].map(({ person }) => person)).size).toBe(1);
  });
});

describe('[pain 23] a person that is parted', () => {
  const join = async (inStep: boolean): Promise<PersonId> => {
    const persons = [only(kith.google).person, only(kith.microsoft).person];
    return (await commands()['persons.join']({ persons, inStep })).id;
  };

  it('gives each contact exactly what it had, in both clouds, and keeps later edits', async () => {
    const [google, microsoft] = [
      { ...ada, nickname: 'Countess' },
      { ...ada, notes: 'from Outlook', emails: ['ada@example.org', 'work@example.org'] },
    ];
    await twoAdas(google, microsoft);
    const before = Object.values(sides).map((side) => side.all());
    const person = await join(true);
    await sync();
    expect(Object.values(sides).map((side) => side.all())).not.toEqual(before);
    await commands()['contacts.save']({ contact: only(kith.google).id, fields: { fileAs: 'later' } });
    await sync();
    const parted = await commands()['persons.split'](person);
    expect(parted.map(({ contacts: { length } }) => length)).toEqual([1, 1]);
    await sync();
    expect(Object.values(sides).map((side) => side.all())).toEqual(before);
    expect(contacts(kith.google)[0]!.local?.fileAs).toBe('later');
    expect(contacts(kith.microsoft)[0]!.local?.fileAs).toBe('later');
    expect(await matches()).toEqual([]);
    expect([...kith.book.persons()]).toEqual([]);
    expect(await sync()).toBe(0);
  });

  it('goes its own ways from then on, as one that is no longer kept in step', async () => {
    await twoAdas();
    const person = await join(true);
    await sync();
    await commands()['persons.setInStep']({ person, inStep: false });
    await commands()['contacts.save']({
      contact: only(kith.google).id,
      fields: fieldsOf({ nickname: 'Only Google' }),
    });
    await sync();
    expect(sides.microsoft.all()[0]!.nickname).toBeUndefined();
    await commands()['persons.setInStep']({ person, inStep: true });
    await sync();
    expect(sides.microsoft.all()[0]!.nickname).toBe('Only Google');
  });

  it('[law 3] a conflict between its contacts is listed with both sides and decided', async () => {
    await twoAdas({ ...ada, notes: 'from Google' }, { ...ada, notes: 'from Outlook' });
    const person = await join(true);
    await sync();
    const [conflict] = await resolved(commands()['conflicts.list']());
    expect(conflict).toMatchObject({
      person,
      account: kith.google,
      path: 'notes.text',
      mine: 'from Google',
      theirs: 'from Outlook',
      source: { kind: 'contact', account: kith.microsoft },
      canTakeBoth: true,
    });
    const { rows } = await commands()['persons.list']({
      text: '',
      filter: { kind: 'conflicts' },
      from: 0,
      to: 9,
    });
    expect(rows).toMatchObject([{ id: person, conflicts: 1 }]);
    const shown = await commands()['conflicts.resolve']({
      contact: conflict!.contact,
      path: 'notes.text',
      take: 'both',
    });
    expect(viewOf(shown, kith.google).conflicts).toEqual([]);
    await sync();
    for (const side of Object.values(sides)) expect(side.all()[0]!.notes).toBe('from Google\n\nfrom Outlook');
    expect(await sync()).toBe(0);
  });

  it('settings: persons made in two accounts at once are kept in step where that is wanted', async () => {
    await commands()['settings.set']({ keepInStep: true });
    const made = await commands()['contacts.create']({
      accounts: [kith.google, kith.microsoft],
      fields: fieldsOf(ada),
    });
    expect(made.inStep).toBe(true);
    await sync();
    await commands()['contacts.save']({
      contact: made.contacts[0]!.id,
      fields: fieldsOf({ notes: 'carried' }),
    });
    await sync();
    for (const side of Object.values(sides)) expect(side.all()).toMatchObject([{ notes: 'carried' }]);
  });
});

describe('a contact in another account', () => {
  it('copied, is a contact of the same person there, without what belongs to its account', async () => {
    sides.google.add({ ...ada, notes: 'first' });
    await sync();
    const shown = await commands()['contacts.copy']({
      contact: only(kith.google).id,
      account: kith.microsoft,
    });
    expect(shown.contacts).toHaveLength(2);
    expect(viewOf(shown, kith.microsoft)).toMatchObject({ pending: { kind: 'create' } });
    expect(viewOf(shown, kith.microsoft).fields.labels).toBeUndefined();
    await sync();
    expect(sides.microsoft.all()).toMatchObject([{ given: 'Ada', notes: 'first' }]);
    await expect(
      commands()['contacts.copy']({ contact: only(kith.google).id, account: kith.microsoft }),
    ).rejects.toThrow(/already/);
  });

  it('moved, leaves its cloud only once the other one has it', async () => {
    sides.google.add(ada);
    await sync();
    await commands()['contacts.move']({ contact: only(kith.google).id, account: kith.microsoft });
    await kith.sync(kith.google);
    expect(sides.google.all()).toHaveLength(1);
    await kith.sync(kith.microsoft);
    expect(sides.microsoft.all()).toMatchObject([{ given: 'Ada' }]);
    await kith.sync(kith.google);
    expect(sides.google.all()).toEqual([]);
    expect(await sync()).toBe(0);
    expect([...kith.book.contacts()]).toHaveLength(1);
  });

  it('moved to a cloud that refuses it, stays where it was', async () => {
    sides.google.add(ada);
    await sync();
    const shown = await commands()['contacts.move']({
      contact: only(kith.google).id,
      account: kith.microsoft,
    });
    kith.refuse(viewOf(shown, kith.microsoft).id);
    await sync();
    await sync();
    expect(sides.microsoft.all()).toEqual([]);
    expect(sides.google.all()).toMatchObject([{ given: 'Ada' }]);
    expect(only(kith.microsoft).problem).not.toBeNull();
  });

  it('moved while its person is kept in step, is not a deletion that is carried', async () => {
    await twoAdas({ ...ada, nickname: 'Countess' }, { ...ada, nickname: 'Countess' });
    await commands()['persons.join']({
      persons: [only(kith.google).person, only(kith.microsoft).person],
      inStep: true,
    });
    const computer = await resolved(commands()['accounts.addComputer']());
    await commands()['contacts.move']({ contact: only(kith.google).id, account: computer.id });
    await sync();
    await sync();
    expect(sides.google.all()).toEqual([]);
    expect(sides.microsoft.all()).toMatchObject([{ nickname: 'Countess' }]);
    await commands()['contacts.save']({
      contact: only(computer.id).id,
      fields: fieldsOf({ notes: 'from here' }),
    });
    await sync();
    expect(sides.microsoft.all()).toMatchObject([{ notes: 'from here' }]);
  });
});

describe('this computer', () => {
  it('is one account, whose contacts are never pending, never in conflict, and gone once deleted', async () => {
    const computer = await resolved(commands()['accounts.addComputer']());
    expect(await commands()['accounts.addComputer']()).toEqual(computer);
    const made = await commands()['contacts.create']({ accounts: [computer.id], fields: fieldsOf(ada) });
    expect(made.contacts).toMatchObject([{ pending: null, onlyInKith: [], remoteId: made.contacts[0]!.id }]);
    await commands()['contacts.save']({
      contact: made.contacts[0]!.id,
      fields: fieldsOf({ notes: 'edited' }),
    });
    expect(await commands()['pending.list']()).toEqual([]);
    expect(await commands()['sync.run'](null)).toHaveLength(2);
    expect(await kith.verify(computer.id)).toEqual({ account: computer.id, same: 1, differ: [] });
    kith = await kith.reopen();
    expect(only(computer.id).local).toMatchObject({ notes: { text: 'edited' } });
    await commands()['persons.delete'](made.id);
    expect([...kith.book.contacts()]).toEqual([]);
  });

  it('[law 23] is kept in step with a cloud like any other account', async () => {
    const computer = await resolved(commands()['accounts.addComputer']());
    sides.google.add(ada);
    await sync();
    const shown = await commands()['contacts.copy']({ contact: only(kith.google).id, account: computer.id });
    await commands()['persons.setInStep']({ person: shown.id, inStep: true });
    await commands()['contacts.save']({
      contact: only(computer.id).id,
      fields: fieldsOf({ notes: 'from here' }),
    });
    await sync();
    expect(sides.google.all()).toMatchObject([{ notes: 'from here' }]);
    sides.google.remove(only(kith.google).remoteId!);
    await sync();
    expect([...kith.book.contacts()]).toEqual([]);
  });
});

describe('[law 21] fields that an account is never sent', () => {
  const never = (fields: readonly 'notes'[]) =>
    commands()['accounts.setNeverSend']({ account: kith.microsoft, fields });
  const contactId = (): ContactId => only(kith.microsoft).id;

  it('stay in Kith, are shown so before saving, and are neither sent nor read as deleted', async () => {
    sides.microsoft.add({ ...ada, notes: 'there before' });
    await sync();
    never(['notes']);
    expect(
      commands()['contacts.unheld']({ account: kith.microsoft, fields: { notes: { text: 'x' } } }),
    ).toEqual([{ field: 'notes', values: [] }]);
    await commands()['contacts.save']({
      contact: contactId(),
      fields: { ...fieldsOf({ nickname: 'Countess' }), notes: { text: 'private' } },
    });
    expect(await sync()).toBe(1);
    expect(sides.microsoft.all()).toMatchObject([{ nickname: 'Countess', notes: 'there before' }]);
    expect((await commands()['persons.get'](only(kith.microsoft).person)).contacts).toMatchObject([
      { onlyInKith: ['notes'], pending: null, fields: { notes: { text: 'private' } } },
    ]);
    const id = only(kith.microsoft).remoteId!;
    sides.microsoft.edit(id, { notes: 'theirs, unseen' });
    expect(await sync()).toBe(0);
    expect(only(kith.microsoft).local?.notes).toEqual({ text: 'private' });
    expect((await kith.verify(kith.microsoft)).differ).toEqual([]);
  });

  it('are left out of what is created', async () => {
    never(['notes']);
    await commands()['contacts.create']({
      accounts: [kith.microsoft],
      fields: fieldsOf({ ...ada, notes: 'private' }),
    });
    expect(await sync()).toBe(1);
    expect(sides.microsoft.all()[0]!.notes).toBeUndefined();
    expect(only(kith.microsoft).local?.notes).toEqual({ text: 'private' });
  });

  it('[law 3] allowed again, both sides meet: what differs is a conflict, what the cloud lacks is sent', async () => {
    const id = sides.microsoft.add({ ...ada, notes: 'first' });
    await sync();
    never(['notes']);
    await commands()['contacts.save']({ contact: contactId(), fields: fieldsOf({ notes: 'private' }) });
    sides.microsoft.edit(id, { notes: 'theirs' });
    await sync();
    await commands()['contacts.create']({
      accounts: [kith.microsoft],
      fields: { ...fieldsOf({ given: 'Grace', notes: 'sent now' }) },
    });
    await sync();
    never([]);
    await sync();
    expect(sides.microsoft.read(id)?.notes).toBe('theirs');
    expect(kith.named(kith.microsoft, 'Ada Lovelace').conflicts).toMatchObject([
      { mine: 'private', theirs: 'theirs' },
    ]);
    expect(sides.microsoft.all().find(({ given }) => given === 'Grace')?.notes).toBe('sent now');
  });
});

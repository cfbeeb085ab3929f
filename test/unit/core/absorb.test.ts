// Owns: what two records that turn out to be one contact become. Leaves to others: noticing it (test/sync/another-id.test.ts).
import { describe, expect, it } from 'vitest';
import { absorb } from '../../../main/core/absorb.ts';
import type { ContactFields } from '../../../main/core/contact.ts';
import type { Conflict, ContactRecord } from '../../../main/core/replica.ts';
import { AT, known, LATER } from './records.ts';

const emails = (id: string, address: string): ContactFields => ({ emails: [{ id, address }] });
const said = (text: string): ContactFields => ({ notes: { text } });

/** A contact whose cloud has "theirs" where a person wrote "mine", by the ids that this record gives the values. */
function conflicted(id: string, more: ContactFields = {}): ContactRecord {
  const [was, mine, theirs] = ['was', 'mine', 'theirs'].map((address) => ({ id, address }));
  const conflict: Conflict = { path: `emails.${id}`, base: was!, mine: mine!, theirs: theirs!, at: AT };
  return known(emails(id, 'theirs'), { ...emails(id, 'mine'), ...more }, { conflicts: [conflict] });
}

describe('[law 3] two records of one contact that know its values by other ids', () => {
  it.each([true, false])('keep the conflicts of the twin (it is the later one: %s)', (isLater) => {
    const record = known(emails('b', 'theirs'), { ...emails('b', 'theirs'), ...said('here') });
    const { conflicts, local } = absorb(record, conflicted('a'), isLater);
    const [{ id }] = local!.emails as [{ id: string }];
    expect(conflicts).toMatchObject([{ path: `emails.${id}`, mine: { address: 'mine' }, theirs: { id } }]);
    expect(local).toEqual({ ...emails(id, 'mine'), ...said('here') });
  });

  it.each([true, false])('keep the conflicts of the record (its twin is the later one: %s)', (isLater) => {
    const twin = known(emails('b', 'theirs'), { ...emails('b', 'theirs'), ...said('there') });
    const { base, conflicts, local } = absorb(conflicted('a'), twin, isLater);
    const [{ id }] = local!.emails as [{ id: string }];
    expect(base).toEqual(emails(id, 'theirs'));
    expect(conflicts).toMatchObject([
      { path: `emails.${id}`, base: { id, address: 'was' }, mine: { id, address: 'mine' } },
    ]);
    expect(local).toEqual({ ...emails(id, 'mine'), ...said('there') });
  });
});

it.each([
  [true, 'twin'],
  [false, 'record'],
])('of two edits of one place the later one stays (the twin is later: %s)', (isLater, text) => {
  const record = known(said('was'), said('record'), { changedAt: isLater ? AT : LATER });
  const twin = known(said('was'), said('twin'), { changedAt: isLater ? LATER : AT });
  expect(absorb(record, twin, isLater)).toMatchObject({ local: said(text), conflicts: [], changedAt: LATER });
});

describe('[law 4] a twin that was deleted here', () => {
  const deleted = known(said('was'), null, { changedAt: LATER });
  it.each([true, false])('takes along a record that nobody changed (it is the later one: %s)', (isLater) => {
    expect(absorb(known(said('was')), deleted, isLater)).toMatchObject({ local: null, base: said('was') });
  });

  it.each([true, false])('leaves a record that was edited (it is the later one: %s)', (isLater) => {
    const edited = known(said('was'), said('edited'));
    expect(absorb(edited, deleted, isLater).local).toEqual(said('edited'));
  });
});

describe('[law 21] what a cloud that cannot hold a flag has agreed on with one', () => {
  const cloud = said('was');
  const flagged: ContactFields = { ...cloud, flag: { status: 'flagged' } };
  const unheld = known(flagged, flagged, { inCloud: cloud });

  it.each([true, false])(
    'stays where another record is the one that is kept (the later one: %s)',
    (isLater) => {
      const kept = { base: flagged, local: flagged, inCloud: cloud };
      expect(absorb(known(cloud), unheld, isLater)).toMatchObject(kept);
      expect(absorb(unheld, known(cloud), isLater)).toMatchObject(kept);
    },
  );

  it.each([true, false])('stays beside an edit of the other record (the later one: %s)', (isLater) => {
    const edited = known(cloud, said('edited'));
    const kept = { base: flagged, local: { ...flagged, ...said('edited') }, inCloud: cloud };
    expect(absorb(edited, unheld, isLater)).toMatchObject(kept);
    expect(absorb(unheld, edited, isLater)).toMatchObject(kept);
  });

  it.each([true, false])('stays beside edits of both (the later one: %s)', (isLater) => {
    const [here, there] = [
      known(flagged, { ...flagged, nicknames: [{ id: 'n', value: 'Countess' }] }, { inCloud: cloud }),
      known(cloud, said('edited')),
    ];
    for (const both of [absorb(here, there, isLater), absorb(there, here, isLater)])
      expect(both.local).toEqual({ ...here.local, ...said('edited') });
  });
});

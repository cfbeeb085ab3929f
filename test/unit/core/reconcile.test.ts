// Owns: what a cloud's version, deletion or reply does to a stored contact, and the plan that follows.
// Leaves to others: merging (merge.test.ts), the life of conflicts (conflicts.test.ts).
import { describe, expect, it } from 'vitest';
import type { AccountId, ContactId, PersonId } from '../../../main/core/account.ts';
import type { ContactFields } from '../../../main/core/contact.ts';
import { createRecord, deleteRecord, editRecord } from '../../../main/core/edit.ts';
import { planRun } from '../../../main/core/plan.ts';
import { acknowledge, receive, receiveDeletion, receiveNew } from '../../../main/core/reconcile.ts';
import { pendingChange } from '../../../main/core/replica.ts';
import type { ContactRecord } from '../../../main/core/replica.ts';
import { AT, context, holdAll, holdWith, known, LATER, remoteOf } from './records.ts';

const A: ContactFields = { fileAs: 'A' };
const B: ContactFields = { fileAs: 'B' };
const C: ContactFields = { fileAs: 'C' };
const created = (more: Partial<ContactRecord> = {}): ContactRecord => ({
  ...createRecord({
    id: 'c' as ContactId,
    person: 'p' as PersonId,
    account: 'account' as AccountId,
    fields: A,
    createKey: 'k',
    at: AT,
  }),
  ...more,
});
const noNotes = holdWith({ fields: ['notes'], parts: [], most: 100, kinds: [] });

describe('receiving a version', () => {
  it('[law 1] with equal content is no change, whatever the etag says', () => {
    const { record, effect } = receive(known(A), remoteOf(A, 'other'), context());
    expect(effect).toBe('unchanged');
    expect(record).toMatchObject({ etag: 'other', changedAt: AT });
    expect(record.local).toBe(record.base);
    expect(receive(known(A, B), remoteOf(A, 'other'), context()).record.local).toEqual(B);
  });

  it('[law 1] with other ids and another order of values is no change', () => {
    const phones: ContactFields = {
      phones: [
        { id: 'a', number: '1' },
        { id: 'b', number: '2' },
      ],
    };
    const { record, effect } = receive(
      known(phones),
      remoteOf({
        phones: [
          { id: 's0', number: '2' },
          { id: 's1', number: '1' },
        ],
      }),
      context(),
    );
    expect([effect, record.local, record.base]).toEqual(['unchanged', phones, phones]);
  });

  it('takes over a change of theirs, merges it with mine, and tells of a conflict', () => {
    expect(receive(known(A), remoteOf(B), context())).toMatchObject({
      effect: 'updated',
      record: { local: B, base: B, changedAt: LATER },
    });
    const merged = receive(known(A, { ...A, notes: { text: 'n' } }), remoteOf(B), context());
    expect(merged).toMatchObject({
      effect: 'merged',
      record: { local: { ...B, notes: { text: 'n' } }, base: B },
    });
    expect(receive(known(A, B), remoteOf(C), context())).toMatchObject({
      effect: 'conflict',
      record: { local: B, base: C },
    });
  });

  it('tells of a conflict also where another one ends', () => {
    const first = receive(
      known(A, { ...A, notes: { text: 'mine' } }),
      remoteOf({ ...A, notes: { text: 'theirs' } }),
      context(),
    );
    expect(first.record.conflicts.map(({ path }) => path)).toEqual(['notes.text']);
    const edited = editRecord(first.record, { ...first.record.local!, ...B }, LATER);
    const { record, effect } = receive(edited, remoteOf(C, 'third'), context());
    expect([effect, record.conflicts.map(({ path }) => path)]).toEqual(['conflict', ['fileAs']]);
  });

  it('keeps the ids of values, so that an edit that is open meets its value', () => {
    const base: ContactFields = { phones: [{ id: 'a', number: '1', kind: 'home' }] };
    const { record } = receive(
      known(base),
      remoteOf({ phones: [{ id: 's', number: '2', kind: 'home' }] }),
      context(),
    );
    expect(record.local!.phones![0]!.id).toBe('a');
    expect(record.base).toBe(record.local);
  });

  it('gives each value of a new contact an id of its own', () => {
    const { record, effect } = receiveNew(
      remoteOf({
        phones: [
          { id: 'x', number: '1' },
          { id: 'x', number: '2' },
        ],
      }),
      context(),
    );
    expect(effect).toBe('created');
    expect(new Set(record.local!.phones!.map(({ id }) => id)).size).toBe(2);
    expect(record.base).toBe(record.local);
    expect(pendingChange(record, holdAll)).toBeNull();
  });

  it('[law 8] marks it as seen in the listing under way', () => {
    expect(receive(known(A), remoteOf(A), context(holdAll, 7)).record.seen).toBe(7);
  });
});

describe('[law 4] an edit beats a deletion', () => {
  it('here, when they deleted: it becomes a create with a key of its own', () => {
    const record = receiveDeletion(
      known(A, B, { createKey: 'old', inFlight: C, unknown: { k: 1 } }),
      context(),
    )!;
    expect(record).toMatchObject({
      local: B,
      base: null,
      remoteId: null,
      etag: null,
      createKey: 'id1',
      createSent: false,
      inFlight: null,
      unknown: {},
    });
    expect(pendingChange(record, holdAll)).toEqual({ kind: 'create', fields: B });
  });

  it('there, when I deleted: it is back, as they have it', () => {
    const { record, effect } = receive(known(A, null), remoteOf(B), context());
    expect([effect, record.local, record.base]).toEqual(['deletionUndone', B, B]);
    expect(pendingChange(record, holdAll)).toBeNull();
  });

  it('but a new etag alone is no edit', () => {
    const { record, effect } = receive(known(A, null), remoteOf(A, 'other'), context());
    expect([effect, record.local, record.etag]).toEqual(['unchanged', null, 'other']);
    expect(pendingChange(record, holdAll)).toEqual({ kind: 'delete' });
  });

  it('and without an edit the deletion counts, on both sides at once too', () => {
    expect(receiveDeletion(known(A), context())).toBeNull();
    expect(receiveDeletion(known(A, { ...A }), context())).toBeNull();
    expect(receiveDeletion(known(A, null), context())).toBeNull();
  });

  it('[law 21] and it is back with what their cloud cannot hold', () => {
    const base: ContactFields = { ...A, notes: { text: 'mine' } };
    expect(receive(known(base, null), remoteOf(B), context(noNotes)).record.local).toEqual({
      ...B,
      notes: { text: 'mine' },
    });
  });
});

describe('[law 4] [law 9] a create that arrived unheard and was deleted here', () => {
  const name = { given: 'Ada', family: 'Lovelace' };
  const sent = created({ local: null, base: { name }, createSent: true });
  it.each([
    ['Lovelace, Ada', 'unchanged'],
    ['the countess', 'deletionUndone'],
  ])('filed as %s over there: %s', (fileAs, effect) => {
    expect(receive(sent, remoteOf({ name, fileAs }), context()).effect).toBe(effect);
  });
});

describe('[law 2] a write whose reply was lost', () => {
  it("has arrived also where the service made the value it added the primary one, which is then nobody's edit", () => {
    const event = { id: 'a', kind: 'other', date: { year: 1904, month: 1, day: 4 } };
    const sent: ContactFields = { ...A, events: [event] };
    const remote = { ...A, notes: { text: 'theirs' }, events: [{ ...event, id: 's', primary: true }] };
    const { record } = receive(known(A, sent, { inFlight: sent }), remoteOf(remote, 'e2'), context());
    expect(record.local).toEqual({ ...A, notes: { text: 'theirs' }, events: [{ ...event, primary: true }] });
    expect(pendingChange(record, holdAll)).toBeNull();
  });
});

describe('acknowledging a write', () => {
  it('[law 2] makes the reply the base, and its echo silent', () => {
    const { record } = acknowledge(known(A, B), { fields: B }, remoteOf(B, 'e2'), context());
    expect(record).toMatchObject({ base: B, etag: 'e2', conflicts: [] });
    expect(pendingChange(record, holdAll)).toBeNull();
    expect(receive(record, remoteOf(B, 'e2'), context()).effect).toBe('unchanged');
  });

  it('[law 2] without content in the reply means exactly what was sent', () => {
    const { record } = acknowledge(known(A, B, { inFlight: C }), { fields: B }, null, context());
    expect(record).toMatchObject({ base: B, local: B, etag: 'e1', inFlight: null });
  });

  it('[law 12] without content in the reply leaves what the cloud has of the other fields as it was known', () => {
    const [base, inCloud] = [1, 2].map((place): ContactFields => ({
      keywords: [{ id: 'a', kind: 'outlookUser', value: 'x', extra: { place } }],
    })) as [ContactFields, ContactFields];
    const before = known(base, { ...base, ...A }, { inCloud });
    const { record } = acknowledge(before, { fields: { ...base, ...A } }, null, context());
    expect(record).toMatchObject({ base: { ...base, ...A }, inCloud: { ...inCloud, ...A } });
  });

  it('[law 9] of a create without its id is looked for, not repeated', () => {
    const { record } = acknowledge(created({ createSent: true, base: A }), { fields: A }, null, context());
    expect(planRun([record], holdAll)).toEqual({ operations: [], held: [], uncertain: [record] });
  });

  it('[law 4] undoes a deletion made meanwhile where somebody edited what the write did not name', () => {
    const sent: ContactFields = { fileAs: 'A', notes: { text: 'sent' } };
    const deleted = known(A, null, { inFlight: sent });
    const take = (reply: ContactFields) => acknowledge(deleted, { fields: sent }, remoteOf(reply), context());
    expect(take({ ...sent, notes: { text: 'rewritten' } })).toMatchObject({
      effect: 'unchanged',
      record: { local: null, base: { notes: { text: 'rewritten' } } },
    });
    const edited = { ...sent, phones: [{ id: 'x', number: '030 1' }] };
    expect(take(edited)).toMatchObject({ effect: 'deletionUndone', record: { local: edited, base: edited } });
  });

  it('[law 5] keeps an edit made meanwhile pending', () => {
    const edited = editRecord(known(A, B), { fileAs: 'C' }, LATER);
    const { record } = acknowledge(edited, { fields: B }, remoteOf(B), context());
    expect(pendingChange(record, holdAll)).toMatchObject({ kind: 'update', base: B, fields: C });
    expect(acknowledge(edited, { fields: B }, null, context()).record).toMatchObject({ base: B, local: C });
  });

  it('[law 5] keeps an edit back to the old version pending', () => {
    const { record } = acknowledge(
      editRecord(known(A, B), { fileAs: 'A' }, LATER),
      { fields: B },
      remoteOf(B),
      context(),
    );
    expect(pendingChange(record, holdAll)).toMatchObject({ base: B, fields: A });
  });

  it('[law 2] takes over what the service rewrote on the way in, beside an edit made meanwhile', () => {
    const sent: ContactFields = { phones: [{ id: 'a', number: '030 1', kind: 'home' }], ...A };
    const reply = remoteOf({ phones: [{ id: 's', number: '+49301', kind: 'home' }], ...A });
    const plain = acknowledge(known({}, sent), { fields: sent }, reply, context()).record;
    expect(plain.local).toEqual({ phones: [{ id: 'a', number: '+49301', kind: 'home' }], ...A });
    expect(pendingChange(plain, holdAll)).toBeNull();
    const edited = acknowledge(
      editRecord(known({}, sent), B, LATER),
      { fields: sent },
      reply,
      context(),
    ).record;
    expect(pendingChange(edited, holdAll)).toMatchObject({
      changed: ['fileAs'],
      fields: { phones: [{ id: 'a', number: '+49301' }], ...B },
    });
  });

  it('[law 5] of a create that I deleted meanwhile leaves a delete', () => {
    const deleted = deleteRecord(created({ createSent: true, base: A }), LATER)!;
    const { record } = acknowledge(deleted, { fields: A }, remoteOf({ fileAs: 'a' }), context());
    expect(record).toMatchObject({ local: null, remoteId: 'r1', etag: 'e2', createSent: false });
    expect(pendingChange(record, holdAll)).toEqual({ kind: 'delete' });
    expect(receive(record, remoteOf({ fileAs: 'a' }, 'e3'), context()).effect).toBe('unchanged');
  });

  it('[law 21] of a contact that I deleted meanwhile forgets nothing that an edit over there would bring back', () => {
    const sent: ContactFields = { ...A, notes: { text: 'mine' } };
    const { record } = acknowledge(known({}, null), { fields: sent }, remoteOf(A), context(noNotes));
    expect(receive(record, remoteOf(B, 'e3'), context(noNotes)).record.local).toEqual({
      ...B,
      notes: { text: 'mine' },
    });
  });

  it('[law 8] does not make it unseen', () => {
    expect(
      acknowledge(known(A, B, { seen: 5 }), { fields: B }, remoteOf(B), context(holdAll, 3)).record.seen,
    ).toBe(5);
  });
});

describe('[law 9] a create whose reply was lost', () => {
  it('is adopted by the version that comes back, with an edit made meanwhile pending', () => {
    const sent = created({ createSent: true, base: A });
    expect(receive(sent, remoteOf(A), context()).record).toMatchObject({
      remoteId: 'r1',
      createSent: false,
      base: A,
      local: A,
    });
    const { record } = receive(editRecord(sent, B, LATER), remoteOf(A), context());
    expect(pendingChange(record, holdAll)).toMatchObject({ kind: 'update', base: A, fields: B });
  });

  it('and that I deleted meanwhile is adopted to be deleted', () => {
    const { record } = receive(
      deleteRecord(created({ createSent: true, base: A }), LATER)!,
      remoteOf(A),
      context(),
    );
    expect(pendingChange(record, holdAll)).toEqual({ kind: 'delete' });
    expect(record.remoteId).toBe('r1');
  });
});

describe('a write whose reply was lost', () => {
  it('[law 5] counts if the cloud turns out to have it: an edit made meanwhile meets no conflict', () => {
    const record = receive(known(A, C, { inFlight: B }), remoteOf(B), context()).record;
    expect(record).toMatchObject({ base: B, local: C, conflicts: [], inFlight: null });
    expect(pendingChange(record, holdAll)).toMatchObject({ base: B, fields: C });
  });

  it('[law 4] and is no edit of theirs that would undo a deletion here', () => {
    expect(receive(known(A, null, { inFlight: B }), remoteOf(B), context()).effect).toBe('unchanged');
  });

  it('[law 5] that arrived counts field by field where somebody else changed the contact since', () => {
    const address = (kind: object) => ({ addresses: [{ id: 'a', region: 'Bath', ...kind }] });
    const hold = (fields: ContactFields): ContactFields =>
      fields.addresses === undefined ? fields : { ...fields, ...address({ kind: 'other' }) };
    const mine = { ...A, ...address({}) };
    const theirs = { ...A, ...address({ kind: 'other' }), notes: { text: 'theirs' } };
    const { record, effect } = receive(known(A, mine, { inFlight: mine }), remoteOf(theirs), context(hold));
    expect(effect).toBe('updated');
    expect(record.local).toEqual({ ...mine, notes: { text: 'theirs' } });
    expect(pendingChange(record, hold)).toBeNull();
  });

  it('does not count if the cloud has not got it', () => {
    expect(receive(known(A, B, { inFlight: B }), remoteOf(A), context()).record).toMatchObject({
      base: A,
      local: B,
      inFlight: null,
    });
    expect(receive(known(A, B, { inFlight: B }), remoteOf(C), context()).effect).toBe('conflict');
  });
});

describe('the plan of a run', () => {
  const problem = (retry: 'afterUser' | 'later') =>
    ({ code: 'provider.rejected', message: 'no', retry, context: {} }) as const;

  it('[law 6] has creates, then updates, then deletes, each in order', () => {
    const records = [known(A, null), known(A, B), created(), known(B, C), known(B, null)];
    expect(
      planRun(records, holdAll).operations.map(({ kind, record }) => [kind, records.indexOf(record)]),
    ).toEqual([
      ['create', 2],
      ['update', 1],
      ['update', 3],
      ['delete', 0],
      ['delete', 4],
    ]);
  });

  it('[law 12] names the fields that changed', () => {
    expect(
      planRun([known({ ...A, notes: { text: 'n' } }, { ...B, notes: { text: 'n' } })], holdAll).operations,
    ).toMatchObject([{ kind: 'update', changed: ['fileAs'] }]);
  });

  it('[law 1] has nothing for what is the same, and [law 21] for what cannot be held', () => {
    expect(planRun([known(A), known(A, { ...A })], holdAll).operations).toEqual([]);
    expect(planRun([known(A, { ...A, notes: { text: 'n' } })], noNotes).operations).toEqual([]);
  });

  it('[law 20] leaves out what the cloud refused until the next edit, and nothing else', () => {
    const refused = known(A, B, { problem: problem('afterUser') });
    const waiting = known(A, B, { problem: problem('later') });
    expect(planRun([refused, waiting], holdAll).operations.map(({ record }) => record)).toEqual([waiting]);
    expect(planRun([editRecord(refused, C, LATER)], holdAll).operations).toHaveLength(1);
  });

  it('[law 9] looks for uncertain creates before anything else of them is sent', () => {
    const [uncertain, deleted] = [
      created({ createSent: true, base: A }),
      created({ createSent: true, base: A, local: null }),
    ];
    expect(planRun([uncertain, deleted], holdAll)).toEqual({
      operations: [],
      held: [],
      uncertain: [uncertain, deleted],
    });
  });

  it('[law 6] has nothing of what was created and deleted here', () => {
    expect(planRun([created({ local: null })], holdAll).operations).toEqual([]);
  });
});

// Owns: what Google's replies to moving contacts between groups mean for each contact of a batch, reply by reply.
// Leaves to others: the moves against the practice Google (contract/google-members), all other writes (google-outcomes.test.ts).
import { describe, expect, it } from 'vitest';
import type { ContactFields } from '../../../main/core/contact.ts';
import type { JsonObject } from '../../../main/core/json.ts';
import type { WriteOperation } from '../../../main/providers/provider.ts';
import { account, failed, kinds, person, problem, scripted, update } from './google-scripted.ts';
import type { Reply } from './google-scripted.ts';

const labels = (...ids: string[]) => ids.map((id) => ({ id, ref: `contactGroups/${id}` }));
/** Moves a contact between groups; with `name` it is renamed too. */
const move = (key: string, from: string[], to: string[], name?: string): WriteOperation => {
  const named: ContactFields = name === undefined ? {} : { name: { given: name } };
  return update(key, {
    base: { labels: labels(...from) },
    fields: { labels: labels(...to), ...named },
    changed: ['labels', ...(name === undefined ? [] : (['name'] as const))],
  });
};
const inGroups = (id: string, groups: readonly string[], more: JsonObject = {}): JsonObject =>
  person(id, {
    memberships: groups.map((name) => ({
      contactGroupMembership: { contactGroupResourceName: `contactGroups/${name}` },
    })),
    ...more,
  });
const read = (...people: readonly JsonObject[]): Reply => ({
  json: {
    responses: people.map((one) => ({ requestedResourceName: one['resourceName'], person: one })),
  },
});
const done: Reply = { json: {} };
const missing = problem(404, 'NOT_FOUND', 'Requested entity was not found.');
const rush = problem(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded');
const lost = () => Promise.reject(new TypeError('terminated'));

async function send(replies: readonly Reply[], ...batch: WriteOperation[]) {
  const { provider, asked } = scripted(replies);
  const outcomes = await provider.write(account, batch);
  return {
    outcomes,
    asked: asked.map(({ url, body }) => [url.pathname.replace('/v1/', ''), body]),
    paths: asked.map(({ url }) => url.pathname.replace('/v1/', '')),
  };
}

const NAME = 'people/a:updateContact';
const modify = (id: string) => `contactGroups/${id}/members:modify`;
const READ = 'people:batchGet';

describe('moving contacts between groups', () => {
  it('[law 14] takes one request a group, those that join before those that leave', async () => {
    const replies = [done, done, done, read(inGroups('a', ['x', 'y']), inGroups('b', ['x']))];
    const { asked, outcomes } = await send(replies, move('a', ['my'], ['x', 'y']), move('b', ['my'], ['x']));
    expect(asked).toEqual([
      [modify('x'), { resourceNamesToAdd: ['people/a', 'people/b'] }],
      [modify('y'), { resourceNamesToAdd: ['people/a'] }],
      [modify('my'), { resourceNamesToRemove: ['people/a', 'people/b'] }],
      [READ, null],
    ]);
    expect(kinds(outcomes)).toEqual({ a: 'done', b: 'done' });
  });

  it('[law 2] hands over the version after it', async () => {
    const after = inGroups('a', ['my', 'x'], { metadata: { sources: [{ type: 'CONTACT', etag: '#new' }] } });
    const { outcomes } = await send([done, read(after)], move('a', ['my'], ['my', 'x']));
    expect(outcomes).toMatchObject([{ kind: 'done', contact: { remoteId: 'people/a' } }]);
    expect(JSON.stringify(outcomes)).toContain('#new');
  });

  it('asks for nothing that the reply to other fields shows to be so', async () => {
    const { paths, outcomes } = await send([{ json: inGroups('a', ['x']) }], move('a', ['my'], ['x'], 'Ann'));
    expect(paths).toEqual([NAME]);
    expect(outcomes).toMatchObject([{ kind: 'done', contact: { remoteId: 'people/a' } }]);
  });

  it('calls a contact by the name that the reply to other fields gave it', async () => {
    const { asked } = await send(
      [{ json: inGroups('new', []) }, done, read(inGroups('new', ['x']))],
      move('a', [], ['x'], 'Ann'),
    );
    expect(asked[1]).toEqual([modify('x'), { resourceNamesToAdd: ['people/new'] }]);
  });

  it('leaves memberships alone where the other fields were not applied', async () => {
    const stale = problem(400, 'FAILED_PRECONDITION', 'Request person.etag is different than …');
    const { paths, outcomes } = await send([stale], move('a', [], ['x'], 'Ann'));
    expect([paths, kinds(outcomes)]).toEqual([[NAME], { a: 'stale' }]);
  });

  it('of a version that no one has seen yet takes the word of the reply, not of a read that lags behind', async () => {
    const { outcomes } = await send([done, read(inGroups('a', ['my']))], move('a', ['my'], ['my', 'x']));
    expect(outcomes).toEqual([{ kind: 'done', key: 'a', contact: null }]);
  });

  it('[law 20] a group that is gone is a label to look after for those who join, and left by those who leave', async () => {
    const batch = [move('a', ['my'], ['my', 'x']), move('b', ['my', 'x'], ['my'])];
    const { outcomes } = await send([missing, missing, read(inGroups('b', ['my']))], ...batch);
    expect(outcomes).toMatchObject([
      { key: 'a', kind: 'refused', error: { retry: 'later', context: { reason: 'labelMissing' } } },
      { key: 'b', kind: 'done' },
    ]);
  });

  it.each(['contactGroups/x/y', 'contactGroups/..', 'contactGroups/x?y', 'contactGroups/x#y'])(
    '[law 20] a group that cannot be (%s) is asked for nowhere',
    async (ref) => {
      const odd = update('a', { fields: { labels: [{ id: '1', ref }] }, changed: ['labels'] });
      const { outcomes, paths } = await send([], odd);
      expect([kinds(outcomes), paths]).toEqual([{ a: 'refused' }, []]);
    },
  );

  it('a group that Google does not know although the contact is in it is left later', async () => {
    const { outcomes } = await send(
      [missing, read(inGroups('a', ['x', 'my']))],
      move('a', ['x', 'my'], ['my']),
    );
    expect(outcomes).toMatchObject([{ kind: 'refused', key: 'a', error: { retry: 'later' } }]);
  });

  it('a contact that is not found is gone if reading it says so too', async () => {
    const notFound = { json: { notFoundResourceNames: ['people/a'] } };
    const there = await send([notFound, read(inGroups('a', []))], move('a', [], ['x']));
    expect(kinds(there.outcomes)).toEqual({ a: 'stale' });
    const gone = await send([notFound, missing, missing], move('a', [], ['x', 'y']));
    expect(kinds(gone.outcomes)).toEqual({ a: 'gone' });
    expect(gone.paths.filter((path) => path.includes('modify'))).toEqual([modify('x')]);
  });

  it('a contact whose other groups went meanwhile is read again before it leaves its last one', async () => {
    const last = { json: { canNotRemoveLastContactGroupResourceNames: ['people/a'] } };
    const batch = [move('a', ['my', 'x'], ['my']), move('b', ['my', 'x'], ['my'])];
    const { outcomes } = await send([last, read(inGroups('b', ['my']))], ...batch);
    expect(kinds(outcomes)).toEqual({ a: 'stale', b: 'done' });
  });

  it('[law 20] a refusal that names nobody is narrowed, and stops no other group', async () => {
    const bad = problem(400, 'INVALID_ARGUMENT', 'Request contains an invalid argument.');
    const batch = [move('a', [], ['x']), move('b', [], ['x']), move('c', [], ['y'])];
    const { outcomes } = await send([bad, done, read(inGroups('c', ['y']))], ...batch);
    expect(kinds(outcomes)).toEqual({ a: 'notApplied', b: 'notApplied', c: 'done' });
    const alone = await send([bad], move('a', [], ['x']));
    expect(alone.outcomes).toMatchObject([{ kind: 'refused', error: { code: 'provider.rejected' } }]);
  });

  it('a failure after a part was applied leaves that to be read, since nobody may take it for an edit', async () => {
    const named = { json: inGroups('a', ['my']) };
    const ann = move('a', ['my'], ['my', 'x'], 'Ann');
    for (const reply of [missing, rush, lost, problem(400, 'INVALID_ARGUMENT', 'x')])
      expect(kinds((await send([named, reply], ann)).outcomes)).toEqual({ a: 'ambiguous' });
    const both = move('a', ['my'], ['my', 'x', 'y']);
    expect(kinds((await send([done, missing, read()], both)).outcomes)).toEqual({ a: 'ambiguous' });
  });

  it('[law 15] a rush throws if nothing was applied, and is told with what was not', async () => {
    const alone = scripted([rush]).provider.write(account, [move('a', [], ['x']), move('b', [], ['y'])]);
    expect((await failed(alone)).code).toBe('provider.throttled');
    const batch = [move('a', [], ['x']), move('b', [], ['y']), move('c', [], ['x', 'y'])];
    const { outcomes } = await send([done, rush, read(inGroups('a', ['x']))], ...batch);
    expect(outcomes).toMatchObject([
      { key: 'a', kind: 'done' },
      { key: 'b', kind: 'notApplied', error: { code: 'provider.throttled' } },
      { key: 'c', kind: 'ambiguous', error: { code: 'provider.throttled' } },
    ]);
  });

  it('a lost reply leaves those in doubt who were in the request, and sends nothing more', async () => {
    const batch = [move('a', [], ['x']), move('b', [], ['y']), move('c', [], ['z'])];
    const { outcomes, paths } = await send([done, lost], ...batch);
    expect(kinds(outcomes)).toEqual({ a: 'ambiguous', b: 'ambiguous', c: 'notApplied' });
    expect(paths).toEqual([modify('x'), modify('y')]);
  });

  it('what cannot be read after it is in doubt', async () => {
    const { outcomes } = await send([done, rush], move('a', [], ['x']));
    expect(outcomes).toMatchObject([{ kind: 'ambiguous', error: { code: 'provider.throttled' } }]);
  });
});

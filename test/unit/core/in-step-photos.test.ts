// Owns: whose photo reaches whom among the contacts of one person (law 23), for any photos and any order of changes.
// Leaves to others: reading and sending photos (sync/in-step-photos.test.ts).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountId, AccountKind, ContactId, PersonId } from '../../../main/core/account.ts';
import { carryPhotos } from '../../../main/core/in-step-photos.ts';
import type { PhotoStepContext } from '../../../main/core/in-step-photos.ts';
import { newPersonState } from '../../../main/core/person-state.ts';
import type { PersonState } from '../../../main/core/person-state.ts';
import { choosePhoto, NO_PHOTO, photoVersion, removePhoto } from '../../../main/core/photo.ts';
import type { ContactRecord } from '../../../main/core/replica.ts';
import { known } from './records.ts';

const KINDS: readonly AccountKind[] = ['google', 'microsoft', 'microsoft'];
const accounts = new Map(KINDS.map((kind, n) => [`a${n}` as AccountId, kind]));
const ctx: PhotoStepContext = { accounts, hasPhoto: () => true, refusal: () => null };

/** A contact whose cloud is known to have this photo. */
function contact(n: number, hash: string | null): ContactRecord {
  const record: ContactRecord = {
    ...known({}),
    id: `c${n}` as ContactId,
    person: 'p' as PersonId,
    account: `a${n}` as AccountId,
    readOnly: hash === null ? {} : { photoUrl: `https://photos/${hash}` },
  };
  const version = photoVersion(record, KINDS[n]!);
  const there = hash === null ? { kind: 'none' as const, version } : { kind: 'read' as const, version, hash };
  return { ...record, photo: { ...NO_PHOTO, there, here: hash } };
}

function desk(...hashes: readonly (string | null)[]) {
  let records = hashes.map((hash, n) => contact(n, hash));
  let state: PersonState = newPersonState('p' as PersonId, true);
  const self = {
    carry: (more: Partial<PhotoStepContext> = {}): number => {
      const carried = carryPhotos(state, records, { ...ctx, ...more });
      if (carried === null) return 0;
      state = carried.state;
      records = records.map((record) => carried.put.find(({ id }) => id === record.id) ?? record);
      return carried.put.length;
    },
    /** The clouds took everything, and give it back as it was sent, or as `rendition` makes of it. */
    sent: (rendition = (hash: string) => hash) =>
      void (records = records.map((record, n) => {
        const { here, pending } = record.photo!;
        if (pending === null) return record;
        const after = contact(n, here === null ? null : rendition(here));
        return { ...after, photo: { ...after.photo!, here } };
      })),
    cloud: (n: number, hash: string | null) => void (records = records.with(n, contact(n, hash))),
    person: (n: number, hash: string | null) => {
      const record = records[n]!;
      const photo = hash === null ? removePhoto(record, KINDS[n]!) : choosePhoto(record, hash, KINDS[n]!);
      records = records.with(n, { ...record, photo });
    },
    shown: () => records.map(({ photo }) => photo?.here ?? null),
    pending: () => records.map(({ photo }) => photo?.pending ?? null),
    photos: () => state.photos,
  };
  return self;
}

describe('[law 23] put in step', () => {
  it.each([
    [
      [null, null],
      [null, null],
    ],
    [
      ['A', null],
      ['A', 'A'],
    ],
    [
      [null, 'A'],
      ['A', 'A'],
    ],
    [
      ['A', 'A'],
      ['A', 'A'],
    ],
    [
      ['A', 'B'],
      ['A', 'B'],
    ],
    [
      ['A', null, 'A'],
      ['A', 'A', 'A'],
    ],
    [
      ['A', null, 'B'],
      ['A', null, 'B'],
    ],
  ])('%j become %j', (before, after) => {
    const here = desk(...before);
    here.carry();
    expect(here.shown()).toEqual(after);
    here.sent();
    expect(here.carry()).toBe(0);
  });

  it('nothing is carried before every photo is known', () => {
    const here = desk('A', null);
    here.carry({ accounts: new Map([['a0' as AccountId, 'google']]) });
    expect(here.photos()).toBeUndefined();
  });

  it('nothing is carried whose bytes are not here, and it is once they are', () => {
    const here = desk('A', null);
    expect(here.carry({ hasPhoto: () => false })).toBe(0);
    expect(here.carry()).toBe(1);
  });
});

describe('[law 23] in step', () => {
  const photo = fc.constantFrom(null, 'A', 'B', 'C');

  it('after one change of one of them, all have it', () => {
    fc.assert(
      fc.property(photo, photo, fc.nat(2), fc.boolean(), (before, after, n, isByPerson) => {
        fc.pre(before !== after);
        const here = desk(before, before, before);
        here.carry();
        (isByPerson ? here.person : here.cloud)(n, after);
        here.carry();
        expect(here.shown()).toEqual([after, after, after]);
      }),
    );
  });

  it('whatever happened, what was carried and taken is carried no further', () => {
    const step = fc.record({ n: fc.nat(2), hash: photo, isByPerson: fc.boolean(), carries: fc.boolean() });
    fc.assert(
      fc.property(fc.tuple(photo, photo, photo), fc.array(step, { maxLength: 12 }), (start, steps) => {
        const here = desk(...start);
        for (const { n, hash, isByPerson, carries } of steps) {
          (isByPerson ? here.person : here.cloud)(n, hash);
          if (carries) here.carry();
          if (carries) here.sent((sent) => `${sent}'`);
        }
        here.carry();
        const shown = here.shown();
        here.sent();
        expect(here.carry()).toBe(0);
        expect(here.shown()).toEqual(shown);
      }),
      { numRuns: 2000 },
    );
  });

  it('[law 4] where one got another photo and the other lost it, both have the new one', () => {
    const here = desk('A', 'A');
    here.carry();
    here.cloud(0, 'B');
    here.cloud(1, null);
    here.carry();
    expect(here.shown()).toEqual(['B', 'B']);
  });

  it('clouds that give ever new renditions are left alone after two runs, until a person sets a photo', () => {
    const here = desk('A', 'A');
    here.carry();
    let carried = 0;
    for (let n = 0; n < 10; n++) {
      here.sent();
      here.cloud(n % 2, `rendition ${n}`);
      carried += here.carry();
    }
    expect(carried).toBe(2);
    here.sent();
    here.person(0, 'B');
    here.carry();
    expect(here.shown()).toEqual(['B', 'B']);
  });
});

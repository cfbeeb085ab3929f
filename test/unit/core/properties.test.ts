// Owns: what must hold of the merge for any contacts. Leaves to others: chosen cases (merge.test.ts), whole syncs (loop.test.ts).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContactFields, FieldName } from '../../../main/core/contact.ts';
import {
  contentText,
  changedFields,
  FIELD_NAMES,
  FIELDS,
  normalise,
  recordOf,
  sameFields,
  valuesOf,
  valueText,
} from '../../../main/core/fields.ts';
import { canonicalJson, sameJson } from '../../../main/core/json.ts';
import { mergeFields, restoreUnheld } from '../../../main/core/merge.ts';
import { acknowledge } from '../../../main/core/reconcile.ts';
import { pendingChange } from '../../../main/core/replica.ts';
import { adoptIds } from '../../../main/core/values.ts';
import { contact, losses, rawContact, RUNS, threeVersions } from './arbitraries.ts';
import { context, holdAll, holdWith, known, remoteOf, withSlotIds } from './records.ts';

/** Every text, number and date that a version says somewhere, by field and part. */
function sayings(fields: ContactFields): ReadonlySet<string> {
  const said = new Set<string>();
  for (const name of FIELD_NAMES) {
    const shape = FIELDS[name];
    const places =
      shape.kind === 'list'
        ? valuesOf(fields, name)
        : shape.kind === 'record'
          ? [recordOf(fields, name)]
          : [{ '': fields[name] as string }];
    for (const place of places) {
      for (const [part, value] of Object.entries(place)) {
        if (part !== 'id' && value !== undefined) said.add(`${name} ${part} ${canonicalJson(value)}`);
      }
    }
  }
  return said;
}

const isDisplay = (saying: string) => saying.startsWith('name display ');

describe('[law 1] equal content', () => {
  it('has one normal form', () => {
    fc.assert(
      fc.property(rawContact, (raw) => {
        const normal = normalise(raw);
        expect(normalise(normal)).toEqual(normal);
        expect(sameFields(raw, normal)).toBe(true);
        expect(contentText(raw)).toBe(contentText(normal));
      }),
      RUNS,
    );
  });

  it('is the same equality, text and list of changes, whatever the ids and the order of values', () => {
    fc.assert(
      fc.property(rawContact, rawContact, (a, b) => {
        expect(sameFields(a, b)).toBe(contentText(a) === contentText(b));
        if (changedFields(a, b).length === 0) expect(sameFields(a, b)).toBe(true);
        expect(changedFields(a, withSlotIds(normalise(a)))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('has equal texts exactly where it is equal', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(sameJson(a, b)).toBe(canonicalJson(a) === canonicalJson(b));
      }),
      RUNS,
    );
  });
});

describe('[law 3] the merge of any three versions', () => {
  it('is mine where only I changed something', () => {
    fc.assert(
      fc.property(threeVersions, ([base, mine]) => {
        const { fields, overlaps } = mergeFields(base, mine, withSlotIds(base));
        expect(overlaps).toEqual([]);
        expect(fields).toEqual(mine);
      }),
      RUNS,
    );
  });

  it('is theirs where only they changed something', () => {
    fc.assert(
      fc.property(threeVersions, fc.boolean(), ([base, , theirs], slots) => {
        const { fields, overlaps } = mergeFields(base, base, slots ? withSlotIds(theirs) : theirs);
        expect(overlaps).toEqual([]);
        expect(contentText(fields)).toBe(contentText(theirs));
      }),
      RUNS,
    );
  });

  it('is what both made of it where both made the same', () => {
    fc.assert(
      fc.property(threeVersions, ([base, mine]) => {
        const { fields, overlaps } = mergeFields(base, mine, mine);
        expect(overlaps).toEqual([]);
        expect(contentText(fields)).toBe(contentText(mine));
      }),
      RUNS,
    );
  });

  it('says nothing that neither side said, but for a whole name that follows its parts', () => {
    fc.assert(
      fc.property(threeVersions, ([base, mine, theirs]) => {
        const said = new Set([...sayings(mine), ...sayings(theirs)]);
        const invented = [...sayings(mergeFields(base, mine, theirs).fields)].filter(
          (saying) => !said.has(saying) && !isDisplay(saying),
        );
        expect(invented).toEqual([]);
      }),
      RUNS,
    );
  });

  it('keeps what I newly said, and what they newly said unless it is in conflict', () => {
    fc.assert(
      fc.property(threeVersions, fc.boolean(), ([base, mine, theirs], slots) => {
        const { fields, overlaps } = mergeFields(base, mine, slots ? withSlotIds(theirs) : theirs);
        const [before, joined] = [sayings(base), sayings(fields)];
        const contested = new Set(
          overlaps.map(({ path }) => path.slice(0, path.indexOf('.') < 0 ? undefined : path.indexOf('.'))),
        );
        const lost = (side: ContactFields) =>
          [...sayings(side)].filter(
            (saying) =>
              !before.has(saying) &&
              !joined.has(saying) &&
              !isDisplay(saying) &&
              !/^\S+ (primary|extra) /.test(saying),
          );
        expect(lost(mine)).toEqual([]);
        expect(lost(theirs).filter((saying) => !contested.has(saying.split(' ')[0]!))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('doubles no value: no content is there more often than on the side that has it more often', () => {
    fc.assert(
      fc.property(threeVersions, fc.boolean(), ([base, mine, theirs], slots) => {
        const { fields, overlaps } = mergeFields(base, mine, slots ? withSlotIds(theirs) : theirs);
        for (const name of FIELD_NAMES.filter((field) => FIELDS[field].kind === 'list')) {
          if (overlaps.some(({ path }) => path.startsWith(`${name}.`))) continue;
          const count = (side: ContactFields, text: string) =>
            valuesOf(side, name).filter((value) => valueText(value) === text).length;
          for (const value of valuesOf(fields, name)) {
            const text = valueText(value);
            expect(count(fields, text)).toBeLessThanOrEqual(
              Math.max(1, count(mine, text), count(theirs, text)),
            );
          }
        }
      }),
      RUNS,
    );
  });

  it('finds conflicts in the same places whichever side is called mine', () => {
    // Not in lists: there the values of theirs have to be recognised, and mine not.
    const places = (versions: readonly [ContactFields, ContactFields, ContactFields]) =>
      mergeFields(...versions)
        .overlaps.map(({ path }) => path)
        .filter((path) => FIELDS[path.split('.')[0] as FieldName].kind !== 'list')
        .sort();
    fc.assert(
      fc.property(threeVersions, ([base, mine, theirs]) => {
        expect(places([base, theirs, mine])).toEqual(places([base, mine, theirs]));
      }),
      RUNS,
    );
  });

  it('gives every value an id of its own', () => {
    fc.assert(
      fc.property(threeVersions, fc.boolean(), ([base, mine, theirs], slots) => {
        const merged = mergeFields(base, mine, slots ? withSlotIds(theirs) : theirs);
        for (const side of [merged.fields, merged.theirs]) {
          for (const name of FIELD_NAMES.filter((field) => FIELDS[field].kind === 'list')) {
            const ids = valuesOf(side, name).map((value) => value.id);
            expect(new Set(ids).size).toBe(ids.length);
          }
        }
      }),
      RUNS,
    );
  });
});

describe('[law 2] the reply to a write', () => {
  it('leaves nothing pending if it says what was sent', () => {
    fc.assert(
      fc.property(threeVersions, losses, ([base, mine], loss) => {
        const hold = holdWith(loss);
        const reply = remoteOf(withSlotIds(hold(mine)));
        const { record } = acknowledge(known(base, mine), { fields: mine }, reply, context(hold));
        expect(pendingChange(record, hold)).toBeNull();
        expect(record.local).toEqual(mine);
      }),
      RUNS,
    );
  });
});

describe('[law 21] what a cloud cannot hold', () => {
  it('is all there when the cloud changed nothing', () => {
    fc.assert(
      fc.property(contact, losses, (agreed, loss) => {
        const held = holdWith(loss)(agreed);
        expect(restoreUnheld(agreed, held, withSlotIds(held))).toBe(agreed);
      }),
      RUNS,
    );
  });

  it('is all there when the cloud changed something else, and the change is there too', () => {
    fc.assert(
      fc.property(threeVersions, losses, ([agreed, , changed], loss) => {
        const hold = holdWith(loss);
        const [held, remote] = [hold(agreed), hold(changed)];
        const restored = restoreUnheld(agreed, held, withSlotIds(remote));
        for (const name of loss.fields) expect(restored[name]).toEqual(agreed[name]);
        const missing = [...sayings(remote)].filter((saying) => !sayings(restored).has(saying));
        expect(missing).toEqual([]);
        for (const name of FIELD_NAMES.filter((field) => FIELDS[field].kind === 'list')) {
          const kept = new Set(valuesOf(held, name).map((value) => value.id));
          const unheld = valuesOf(agreed, name).filter((value) => !kept.has(value.id));
          const texts = valuesOf(restored, name).map(({ primary: _primary, ...value }) =>
            valueText(value as (typeof unheld)[number]),
          );
          for (const { primary: _primary, ...value } of unheld) {
            // An unheld value may gain parts from an equal one that the cloud added, but loses none.
            const text = valueText(value as (typeof unheld)[number]);
            const joined = valuesOf(restored, name).some((other) =>
              Object.entries(value).every(
                ([part, said]) => part === 'id' || said === undefined || sameJson(other[part], said),
              ),
            );
            expect(texts.includes(text) || joined).toBe(true);
          }
        }
      }),
      RUNS,
    );
  });
});

describe('the ids of values', () => {
  it('are unique after adopting, and adopting neither invents, drops nor changes a value', () => {
    fc.assert(
      fc.property(threeVersions, fc.boolean(), ([base, mine], byKind) => {
        for (const name of FIELD_NAMES.filter((field) => FIELDS[field].kind === 'list')) {
          const incoming = valuesOf(mine, name).map((value) => ({ ...value, id: 'same' }));
          const adopted = adoptIds(name, valuesOf(base, name), incoming, byKind);
          expect(adopted.map(valueText)).toEqual(incoming.map(valueText));
          expect(new Set(adopted.map((value) => value.id)).size).toBe(adopted.length);
        }
      }),
      RUNS,
    );
  });

  it('are those of the reference where nothing changed', () => {
    fc.assert(
      fc.property(contact, (fields) => {
        for (const name of FIELD_NAMES.filter((field) => FIELDS[field].kind === 'list')) {
          const adopted = adoptIds(name, valuesOf(fields, name), valuesOf(withSlotIds(fields), name));
          expect(sameJson(adopted, valuesOf(fields, name))).toBe(true);
        }
      }),
      RUNS,
    );
  });
});

it('[law 1] a contact that a cloud can hold whole is pending for no reason of its own', () => {
  fc.assert(
    fc.property(contact, (fields) => {
      expect(pendingChange(known(fields), holdAll)).toBeNull();
      expect(pendingChange(known(fields, withSlotIds(fields)), holdAll)).toBeNull();
    }),
    RUNS,
  );
});

// Owns: what the commands for many persons at once accept, as schemas that refuse everything else.
// Leaves to others: all other commands, and the parts that schemas are made of (arguments.ts).
import * as v from 'valibot';
import type { BulkCommands } from '../../preload/contract.ts';

type Schema = v.GenericSchema<unknown, unknown>;
type Text = v.GenericSchema<string, string>;

/** Parts that the schemas of all commands share. */
export interface SchemaParts {
  exactly<E extends v.ObjectEntries>(entries: E): v.GenericSchema<unknown, unknown>;
  readonly id: Text;
  /** At least one. */
  readonly idList: Schema;
  readonly filter: Schema;
  readonly labelName: Text;
  readonly rowNumber: Schema;
}

/** Far above the largest book. */
const PERSONS_LIMIT = 1_000_000;
/** A label of each account at most. */
const LABELS_LIMIT = 100;

export function bulkArguments({ exactly, id, filter, labelName, rowNumber }: SchemaParts): {
  readonly [K in keyof BulkCommands]: readonly Schema[];
} {
  const persons = v.pipe(v.array(id), v.maxLength(PERSONS_LIMIT));
  const text = v.pipe(v.string(), v.maxLength(1000));
  const selection = v.union([
    exactly({ kind: v.literal('these'), persons }),
    exactly({ kind: v.literal('found'), text, filter, except: persons }),
  ]);
  const version = v.picklist(['3.0', '4.0']);
  return {
    'persons.ids': [exactly({ text, filter, from: rowNumber, to: rowNumber })],
    'persons.sections': [exactly({ text, filter })],
    'bulk.summary': [selection],
    'bulk.label': [
      exactly({
        persons: selection,
        labels: v.pipe(v.array(id), v.maxLength(LABELS_LIMIT)),
        name: v.nullable(labelName),
        assigned: v.boolean(),
      }),
    ],
    'bulk.favorite': [exactly({ persons: selection, favorite: v.boolean() })],
    'bulk.delete': [selection],
    'persons.export': [exactly({ persons: selection, version })],
    'persons.cards': [exactly({ persons, version })],
    'bulk.stop': [],
  };
}

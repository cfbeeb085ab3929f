// Owns: what the commands for many persons at once accept, as schemas that refuse everything else.
// Leaves to others: all other commands, and the parts that schemas are made of (arguments.ts).
import * as v from 'valibot';
import { SHARED_LISTS, WORK_PARTS } from '../core/bulk-edit.ts';
import { QUERY_LIMIT } from '../core/limits.ts';
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
const TEXT_LIMIT = 100_000;
/** A label of each account at most. */
const LABELS_LIMIT = 100;

export function bulkArguments({ exactly, id, filter, labelName, rowNumber }: SchemaParts): {
  readonly [K in keyof BulkCommands]: readonly Schema[];
} {
  const persons = v.pipe(v.array(id), v.maxLength(PERSONS_LIMIT));
  const text = v.pipe(v.string(), v.maxLength(QUERY_LIMIT));
  const selection = v.union([
    exactly({ kind: v.literal('these'), persons }),
    exactly({ kind: v.literal('found'), text, filter, except: persons }),
  ]);
  const move = exactly({ persons: selection, account: id, from: v.nullable(id) });
  const value = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(TEXT_LIMIT));
  const part = v.picklist(WORK_PARTS);
  const edit = v.union([
    exactly({ kind: v.literal('setWork'), part, value }),
    exactly({ kind: v.literal('clearWork'), part }),
    exactly({ kind: v.picklist(['add', 'remove']), field: v.picklist(SHARED_LISTS), value }),
    exactly({ kind: v.picklist(['appendNote', 'setNote']), value }),
  ]);
  const version = v.picklist(['3.0', '4.0']);
  return {
    'persons.ids': [exactly({ text, filter, from: rowNumber, to: rowNumber })],
    'persons.found': [exactly({ text, filter, persons })],
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
    'bulk.edit': [exactly({ persons: selection, edit })],
    'bulk.copy': [move],
    'bulk.move': [move],
    'persons.export': [exactly({ persons: selection, version })],
    'persons.cards': [exactly({ persons, version })],
    'bulk.stop': [],
  };
}

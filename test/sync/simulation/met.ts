// Owns: what random histories must have met between them: every trouble, weather and crash, every branch of a law, every
// field on each side that holds it. Leaves to others: counting (wherever it happens).
import { graphBeta } from '../../../main/providers/microsoft/graph-beta.ts';
import { graphV1 } from '../../../main/providers/microsoft/graph-v1.ts';
import { holdFields } from '../../../main/providers/google/google-mapping.ts';
import type { ContactFields, FieldName } from '../../../main/core/contact.ts';
import { FIELD_NAMES } from '../../../main/core/fields.ts';
import { dice } from './dice.ts';
import { editOf, values } from './edits.ts';
import { TROUBLES } from './history.ts';

/** Fields of which something is left in a cloud that holds it. */
function fieldsIn(holds: readonly ((fields: ContactFields) => ContactFields)[]): readonly FieldName[] {
  return FIELD_NAMES.filter((name) =>
    Array.from({ length: 12 }, (_, n) => editOf(name, dice(n), values(), (label) => `Label ${label}`)).some(
      (edit) => holds.some((hold) => hold(edit({}))[name] !== undefined),
    ),
  );
}

const edits = (where: string, names: readonly FieldName[]) => names.map((name) => `edit ${where}: ${name}`);

/** A name that is never counted means that the histories test less than they say. */
export const MET: readonly string[] = [
  ...TROUBLES.map((name) => `trouble ${name}`),
  ...edits('here', FIELD_NAMES),
  ...edits('google', fieldsIn([holdFields])),
  ...edits('microsoft', fieldsIn([graphV1.hold, graphBeta.hold])),
  'weather partialListing',
  'weather shuffle',
  'weather bareTombstones',
  'weather hideWrites',
  'weather full',
  'weather sourcesOptional',
  'weather sparseDelta',
  'weather repeatInDelta',
  'weather emptyLastPage',
  'weather thinCreateReply',
  'weather ifMatch',
  'weather notFoundAfterCreate',
  'weather batchConcurrency',
  'weather batchRetryAfter',
  'weather addressPatch',
  'weather emailNames',
  'weather throttleBody',
  'move google',
  'move microsoft',
  'cursors expire',
  'days pass',
  'the clock goes back',
  'accounts at once',
  'crash at moment',
  'crash at transaction',
  'crash at open',
  'crash at write',
  'crash at sync',
  'crash at close',
  'crash at rename',
  'crash at remove',
  'crash while opening',
  'edit during a run',
  'many are deleted here',
  'many are deleted at google',
  'many are deleted at microsoft',
  'law answered apply (kith)',
  'law answered restore (kith)',
  'law answered apply (cloud)',
  'law answered restore (cloud)',
  'law rehearsed',
  'law undone: a run',
  'law undone: restored',
  'law undone: recreated',
  'law undone: removed',
  'a label is deleted at google',
  'held back',
  'let go',
  'verify gone',
  'verify refused',
  'verify heldBack',
  'error sync.massDeletion',
  'error sync.emptyListing',
  'error sync.paused',
  'law merged',
  'law editBeatDeletion',
  'law deletionUndone',
  'law adopted',
  'law refused',
  'decided mine',
  'decided theirs',
  'decided base',
  'decided both',
  'verify same',
  'verify pendingCreate',
  'verify pendingUpdate',
  'verify pendingDelete',
  'verify conflict',
  'verify changedInCloud',
  'verify newInCloud',
  'verify missingInCloud',
  'error auth.required',
  'error network.offline',
  'error provider.badResponse',
  'error provider.throttled',
  'error provider.forbidden',
  'error provider.rejected',
];

/** The same of histories in which persons are kept in step. */
export const MET_IN_STEP: readonly string[] = [
  'joined',
  'let apart',
  'parted',
  'law carried',
  'law carried back',
  'law carried conflict',
  'law carried decided base',
  'law carried decided both',
  'law carried decided mine',
  'law carried decided theirs',
  'law carried deletion',
  'law carried to rest',
  'law editBeatDeletion',
  'law merged',
  'law rehearsed',
  'law undone: a run',
  'law undone: recreated',
  'law undone: removed',
  'law undone: restored',
  'accounts at once',
  'crash at moment',
  'crash at transaction',
  'crash at write',
  'edit during a run',
  'held back',
  'let go',
];

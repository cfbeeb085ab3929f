// Owns: the commands that hand persons on as vCards: into a file that a person chooses, or as text to be dragged out.
// Leaves to others: what a card says (core/vcard.ts), choosing the file (app/), writing it (store/), the whole book (cli/).
import type { PersonId } from '../core/account.ts';
import { isLive, refOf } from '../core/label.ts';
import { cardFileName, personCard } from '../core/person-card.ts';
import type { CardSource } from '../core/person-card.ts';
import { photoType } from '../core/photo.ts';
import { vcard } from '../core/vcard.ts';
import type { VCardVersion } from '../core/vcard.ts';
import { writeCards } from '../store/export-cards.ts';
import type { Handlers } from '../../preload/contract.ts';
import { livingContacts, personsOf } from './bulk.ts';
import type { Living } from './bulk.ts';
import type { HandlerDependencies } from './dependencies.ts';
import type { GreatActions } from './pieces.ts';

type ExportHandlers = Pick<Handlers, 'persons.export' | 'persons.cards'>;

/** Persons whose cards are written before others get their turn. */
const AT_ONCE = 100;
/** More cards than anybody drags. */
const DRAGGED = 50;

export function exportHandlers(deps: HandlerDependencies, actions: GreatActions): ExportHandlers {
  return {
    'persons.export': async ({ persons: selection, version }) => {
      const suggested = nameOf(deps, personsOf(deps, selection));
      const file = await deps.chooseFile(suggested);
      if (file === null) return null;
      return actions.run(async (begin) => {
        const persons = personsOf(deps, selection);
        const cards = cardsOf(deps, version);
        const writing = begin({ command: 'persons.export', total: persons.length });
        let written = 0;
        const pieces = async function* (): AsyncGenerator<Uint8Array> {
          for (let from = 0; from < persons.length; from += AT_ONCE) {
            const piece = persons.slice(from, from + AT_ONCE).flatMap((person) => cards(person) ?? []);
            written += piece.length;
            yield Buffer.from(piece.join(''));
            if (!(await writing.next(AT_ONCE))) return;
          }
        };
        await writeCards(file, pieces(), () => writing.stopped);
        return writing.stopped ? null : { file, persons: written };
      });
    },
    'persons.cards': ({ persons, version }) => {
      const chosen = persons.slice(0, DRAGGED);
      const cards = cardsOf(deps, version);
      return { name: nameOf(deps, chosen), text: chosen.map((person) => cards(person) ?? '').join('') };
    },
  };
}

function nameOf(deps: HandlerDependencies, persons: readonly PersonId[]): string {
  const [first] = persons.length === 1 ? livingContacts(deps, persons[0]!) : [];
  return first === undefined ? 'Kith.vcf' : cardFileName(first.local, 'Kith');
}

/** Writes the card of a person; null: they are gone. */
function cardsOf(deps: HandlerDependencies, version: VCardVersion): (person: PersonId) => string | null {
  const { book, photos } = deps;
  const names = new Map<string, string>();
  for (const { id } of book.accounts())
    for (const label of book.labels(id))
      if (isLive(label) && label.kind === 'user') names.set(`${id} ${refOf(label)}`, label.name);
  const source = (record: Living): CardSource => {
    const keyed = deps.providers[book.account(record.account)!.provider].labels.kind === 'keyed';
    return {
      fields: record.local,
      labels: (record.local.labels ?? []).flatMap(({ ref = '' }) => {
        const name = names.get(`${record.account} ${ref}`);
        return name ?? (keyed || ref === '' ? [] : ref);
      }),
      photo: photoOf(record),
      changedAt: record.changedAt,
    };
  };
  const photoOf = ({ photo }: Living): CardSource['photo'] => {
    const bytes = photo?.here ? photos.get(photo.here) : null;
    const type = bytes === null ? null : photoType(bytes);
    return bytes === null || type === null ? null : { type, base64: Buffer.from(bytes).toString('base64') };
  };
  return (person) => {
    const records = livingContacts(deps, person);
    return records.length === 0 ? null : vcard(personCard(person, records.map(source)), version);
  };
}

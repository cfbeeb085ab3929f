// Owns: the command that lists birthdays and other dates that come round. Leaves to others: when they do
// (core/birthdays.ts), telling a person of them by themselves.
import { dayIn, lookForDates } from '../core/birthdays.ts';
import type { Occasion } from '../core/birthdays.ts';
import { listSorting } from '../core/list-sorting.ts';
import { displayName, initials } from '../core/person.ts';
import { isPhotoShown, photoNow } from '../core/photo.ts';
import type { Handlers, UpcomingDate } from '../../preload/contract.ts';
import type { HandlerDependencies } from './dependencies.ts';
import { inTurns } from './turns.ts';

export function birthdayHandlers(deps: HandlerDependencies): Pick<Handlers, 'birthdays.upcoming'> {
  const { book } = deps;
  const contactsOf = (person: Occasion['person']) =>
    book.contactsOfPerson(person).filter(({ local }) => local !== null);

  const viewOf = ({ person, contact, kind, label, on, years, moved }: Occasion): UpcomingDate => {
    const contacts = contactsOf(person);
    const fields = contacts[0]?.local ?? {};
    const photo = contacts.find((record) =>
      isPhotoShown(photoNow(record, book.account(record.account)?.provider ?? 'computer')),
    );
    return {
      person,
      contact,
      name: displayName(fields),
      initials: initials(fields),
      photo: photo?.id ?? null,
      kind,
      label,
      on,
      years,
      moved,
    };
  };

  return {
    'birthdays.upcoming': async ({ most }) => {
      const today = dayIn(deps.clock.now(), deps.zone());
      const sorting = listSorting(deps.spoken());
      const keyOf = (person: Occasion['person']) =>
        sorting.keyOf(sorting.nameOf(contactsOf(person)[0]?.local ?? {}));
      const { occasions, more } = await inTurns(deps, lookForDates(today, book.contacts(), most, keyOf));
      return { today, dates: occasions.map(viewOf), more };
    },
  };
}

// Owns: invented people as most address books have them, with faces, for pictures that show what Kith looks like.
// Leaves to others: the strange ones, which tests need (fake-book.ts), drawing the faces (portraits.ts).
import type { ContactId } from '../../main/core/account.ts';
import type { ContactFields } from '../../main/core/contact.ts';
import type { Photo } from '../../preload/contract.ts';
import { portrait } from './portraits.ts';

// prettier-ignore
const GIVEN = ['Aaliyah', 'Adrian', 'Agnes', 'Alba', 'Aleksander', 'Amara', 'Anders', 'Anaïs', 'Antonio', 'Astrid', 'Ayşe', 'Beatriz', 'Benjamin', 'Björn', 'Camille', 'Chiara', 'Clara', 'Daniel', 'Dara', 'Davide', 'Edith', 'Elena', 'Emeka', 'Emma', 'Erik', 'Fatima', 'Felix', 'Freya', 'Gabriel', 'Giulia', 'Hana', 'Henrik', 'Hugo', 'Ingrid', 'Isabel', 'Ivan', 'Jakub', 'Jana', 'Johan', 'Julia', 'Kenji', 'Klara', 'Leila', 'Léo', 'Lucía', 'Maja', 'Marco', 'Marie', 'Mateo', 'Nadia', 'Nils', 'Nora', 'Oliver', 'Paulo', 'Petra', 'Rafael', 'Rania', 'Ruth', 'Sofia', 'Stefan', 'Theo', 'Tomás', 'Vera', 'Viktor', 'Wanjiru', 'Yuki', 'Zofia'];
// prettier-ignore
const FAMILY = ['Abbott', 'Almeida', 'Baumann', 'Bianchi', 'Carlsson', 'Cohen', 'Dahl', 'de Vries', 'Dvořák', 'Eide', 'Fischer', 'Fontaine', 'Gallagher', 'Greco', 'Haddad', 'Holm', 'Ito', 'Janssen', 'Kaya', 'Keller', 'Laurent', 'Lindqvist', 'Mendes', 'Moretti', 'Mwangi', 'Nakamura', 'Nowak', 'Öberg', 'Okafor', 'Pereira', 'Popescu', 'Ramos', 'Rivera', 'Sato', 'Schneider', 'Sokolov', 'Takahashi', 'Thorsen', 'Ueda', 'van Dijk', 'Vogel', 'Wagner', 'Yilmaz'];
// prettier-ignore
const EMPLOYERS = ['Harbour Architects', 'Café Lumière', 'Nordlicht Observatory', 'Meridian Press', 'St. Anne’s Hospital', 'Lindqvist & Daughters', 'City Library', 'Blue Fern Studio', 'Polar Maps', 'Atelier Fontaine', 'Riverside School'];
/** Labels of the Google account, in which two thirds of the people are (fake-places.ts). */
const LABELS = ['Book club', 'Christmas cards', 'Climbing', 'Family', 'School'];
const TITLES = ['Architect', 'Editor', 'Nurse', 'Teacher', 'Engineer', 'Baker', 'Cartographer', 'Translator'];

/** Those who are in the book twice, as the matches between its accounts want them (fake-places.ts). */
const TWINS: ReadonlyMap<number, number> = new Map([
  [19, 9],
  [22, 11],
  [25, 12],
]);

/** The person of this number: the same one each time, and no other of one name among the first thousand but twins. */
export function everyday(number: number): ContactFields {
  const index = TWINS.get(number) ?? number;
  const given = GIVEN[index % GIVEN.length] ?? '';
  const family = FAMILY[(index * 11 + Math.floor(index / GIVEN.length)) % FAMILY.length] ?? '';
  const plain = (text: string): string =>
    text
      .normalize('NFD')
      .replace(/[^A-Za-z]/g, '')
      .toLowerCase();
  const name = { given, family, display: `${given} ${family}` };
  const emails = [
    { id: 'e', kind: 'home', address: `${plain(given)}.${plain(family)}@example.org` },
  ] as const;
  const phones = [
    { id: 'p', kind: 'mobile', number: `+44 7700 900${String(100 + ((index * 37) % 900))}` },
  ] as const;
  const organizations = [
    {
      id: 'o',
      kind: 'work',
      name: EMPLOYERS[(index * 5) % EMPLOYERS.length] ?? '',
      title: TITLES[(index * 3) % TITLES.length] ?? '',
    },
  ] as const;
  return {
    name,
    emails,
    phones,
    ...(index % 3 === 0 ? {} : { organizations }),
    ...(index % 4 === 0
      ? {
          birthday: {
            date: {
              year: 1958 + ((index * 7) % 45),
              month: 1 + ((index * 5) % 12),
              day: 1 + ((index * 11) % 28),
            },
          },
        }
      : {}),
    ...(index % 3 !== 1 && index % 2 === 0
      ? { labels: [{ id: 'l', ref: LABELS[(index * 3) % LABELS.length] ?? '' }] }
      : {}),
    ...(index % 13 === 0 ? { favorite: true } : {}),
  };
}

/** Whether this one sent a picture; as many as do. */
export const hasFace = (index: number): boolean => index % 5 < 3;

export const faceOf = (contact: ContactId): Photo =>
  portrait(contact === 'contact-amina' ? 29 : Number(/\d+$/.exec(contact)?.[0] ?? 0));

// Owns: the commands that keep what is being written, in memory, and drafts to begin with.
// Leaves to others: the book (fake-bridge.ts), keeping them for good (main/store/drafts.ts).
import type { ContactId } from '../../main/core/account.ts';
import type { DraftView, Handlers, KeptDraft } from '../../preload/contract.ts';
import { GOOGLE } from './fake-book.ts';
import { contactsOf, type FakeWorld, personWith } from './fake-world.ts';

type DraftHandlers = Pick<Handlers, 'draft.get' | 'draft.keep' | 'draft.drop'>;

export function draftHandlers(world: FakeWorld): DraftHandlers {
  const { draft: begun } = world.options;
  let kept: KeptDraft | null = begun === undefined ? null : begin(world, begun);
  return {
    'draft.get': (): DraftView | null => {
      if (kept === null) return null;
      const { contact } = kept;
      const isThere = contactsOf(world.persons).some(({ id }) => id === contact);
      return {
        draft: kept,
        person: contact === null || !isThere ? null : world.view(personWith(world.persons, contact)),
      };
    },
    'draft.keep': (draft) => void (kept = draft),
    'draft.drop': () => void (kept = null),
  };
}

function begin(world: FakeWorld, begun: 'new' | 'edit' | 'gone'): KeptDraft {
  const edited = contactsOf(world.persons).find(({ id }) => id === 'contact-amina');
  const opened = begun === 'new' ? {} : (edited?.fields ?? {});
  return {
    contact: begun === 'new' ? null : begun === 'edit' ? (edited?.id ?? null) : ('contact-gone' as ContactId),
    accounts: [GOOGLE],
    opened,
    fields: {
      ...opened,
      name: { ...opened.name, given: 'Aminata', family: 'Okonkwo' },
      phones: [{ id: 'p-kept', kind: 'home', number: '+358 9 555' }, ...(opened.phones ?? [])],
    },
    named: [],
  };
}

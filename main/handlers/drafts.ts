// Owns: the commands that keep what somebody is still writing, give it back, and forget it.
// Leaves to others: keeping it (store/drafts.ts), when that is done (renderer/state/draft-keeper.svelte.ts).
import { photoHash } from '../store/photos.ts';
import type { DraftView, Handlers, KeptDraft } from '../../preload/contract.ts';
import type { HandlerDependencies } from './dependencies.ts';
import { personView } from './views.ts';

type DraftHandlers = Pick<Handlers, 'draft.get' | 'draft.keep' | 'draft.drop'>;

export function draftHandlers({ book, drafts, holdOf }: HandlerDependencies): DraftHandlers {
  /** Accounts may have been unlinked since. */
  const current = (draft: KeptDraft): KeptDraft => ({
    ...draft,
    accounts: draft.accounts.filter((account) => book.account(account) !== null),
  });
  /** Where Kith died after a contact was made and before its draft was forgotten, going on must not make it again. */
  const afterMaking = (draft: KeptDraft): KeptDraft => {
    const all = draft.person === undefined ? [] : book.contactsOfPerson(draft.person);
    const made = all.find(({ local }) => local !== null);
    if (made === undefined) return draft;
    // Labels by name are labels of the account since.
    const labels = (draft.fields.labels ?? []).filter((label) => !draft.named.includes(label.id));
    const fields = { ...draft.fields, labels };
    const { photo, ...rest } = draft;
    const isShown = photo && photoHash(Buffer.from(photo.base64, 'base64')) === made.photo?.here;
    const begun = isShown ? rest : draft;
    return { ...begun, contact: made.id, accounts: [made.account], opened: {}, fields, named: [] };
  };
  return {
    'draft.get': (): DraftView | null => {
      const kept = drafts.get();
      if (kept === null) return null;
      const draft = afterMaking(kept);
      const record = draft.contact === null ? null : book.contact(draft.contact);
      const person =
        record === null || record.local === null ? null : personView(book, record.person, holdOf);
      return { draft: current(draft), person };
    },
    'draft.keep': (draft) => drafts.keep(draft),
    'draft.drop': () => drafts.drop(),
  };
}

// Owns: the commands that keep what somebody is still writing, give it back, and forget it.
// Leaves to others: keeping it (store/drafts.ts), when that is done (renderer/state/draft-keeper.svelte.ts).
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
  return {
    'draft.get': (): DraftView | null => {
      const draft = drafts.get();
      if (draft === null) return null;
      const record = draft.contact === null ? null : book.contact(draft.contact);
      const person =
        record === null || record.local === null ? null : personView(book, record.person, holdOf);
      return { draft: current(draft), person };
    },
    'draft.keep': (draft) => drafts.keep(draft),
    'draft.drop': () => drafts.drop(),
  };
}

// Owns: leaving the list of a label or an account that is gone, deleted by a sync, by the command line or on another page.
// Leaves to others: deleting them (labels.svelte.ts, accounts.svelte.ts), the list (person-list.svelte.ts).
import { untrack } from 'svelte';
import type { ListFilter } from '../../preload/contract.ts';
import { accountName } from '../account-names.ts';
import { t } from '../i18n/index.ts';
import type { AppState } from './app.svelte.ts';

/** Answers what an effect does: where the label or account of the list is gone, it goes to all contacts and says why. */
export function leaveGoneLists(app: AppState): () => void {
  /** What a list was called when its label or account was last seen. */
  let seen: { readonly filter: ListFilter; readonly name: string } | null = null;

  return () => {
    const { filter } = app.list;
    if (filter.kind !== 'label' && filter.kind !== 'account') return;
    const name = nameOf(app, filter);
    if (name !== undefined) {
      seen = { filter, name };
      return;
    }
    untrack(() => {
      const { text } = app.list;
      app.selection.queryChanged(true);
      void app.list.show({ kind: 'all' });
      // What is being typed is not taken from under the fingers.
      if (text !== '') void app.list.search(text);
      if (app.place !== 'book' || seen?.filter !== filter) return;
      app.say(t(filter.kind === 'label' ? 'list.goneLabel' : 'list.goneAccount', { name: seen.name }));
    });
  };
}

function nameOf(
  app: AppState,
  filter: Extract<ListFilter, { kind: 'label' | 'account' }>,
): string | undefined {
  if (filter.kind === 'label') {
    const label = app.labels.find(filter.label);
    return label === undefined ? undefined : app.labels.nameOf(label);
  }
  const account = app.accounts.find(filter.account);
  return account === undefined ? undefined : accountName(account);
}

// Owns: what the window does when Kith is called from outside it: a link, the menu, the tray, a notification.
// Leaves to others: being called (main), the commands themselves (keyboard/commands.ts).
import type { AppCall, MenuCommand } from '../../preload/contract.ts';
import { ask, listen } from '../api.ts';
import { t } from '../i18n/index.ts';
import { COMMANDS } from '../keyboard/commands.ts';
import { isWriting } from '../keyboard/keys.ts';
import type { AppState } from './app.svelte.ts';

/** What only the window itself can show: the list of commands, and that of keys. */
export type ShowList = (what: 'commands' | 'keys') => void;

/** What leads somewhere: it can wait, and only the last one counts. */
type Link = Exclude<AppCall, { readonly kind: 'command' }>;

/** Answers what waits already, and what comes, until the result is called. */
export function answerCalls(app: AppState, show: ShowList): () => void {
  /** The last link that came while something was asked; it is followed once that is answered. */
  let kept: Link | null = null;
  const answered = new MutationObserver(() => {
    if (isAsking() || kept === null) return;
    const link = kept;
    forget();
    follow(app, link);
  });
  const keep = (link: Link): void => {
    kept = link;
    answered.observe(document.body, { subtree: true, childList: true, attributeFilter: ['open'] });
  };
  const forget = (): void => {
    kept = null;
    answered.disconnect();
  };
  const answer = (call: AppCall): void => {
    // Before there is an account there is nothing to go to.
    if (app.accounts.list.length === 0) return;
    if (call.kind === 'command') {
      // Whoever is asked something answers that first: the menu is not at hand meanwhile.
      if (!isAsking()) command(app, call.command, show);
      // Where it is asked whether a draft may go, the link only changes what that would make way for.
    } else if (isAsking() && !app.asksToDiscard) keep(call);
    else follow(app, call);
  };
  const answerAll = async (): Promise<void> => {
    for (const call of await ask('app.calls')) answer(call);
  };
  const now = (): void => void app.attempt(answerAll);
  now();
  const unheard = listen('app.called', now);
  return () => {
    unheard();
    forget();
  };
}

const isAsking = (): boolean => document.querySelector('dialog[open]') !== null;

function follow(app: AppState, link: Link): void {
  if (link.kind === 'person') app.open(link.person, link.contact);
  else if (link.kind === 'nobody') app.say(t('app.linkNobody'));
  else if (link.kind === 'search') app.searchFor(link.text);
  else app.go('birthdays');
}

function command(app: AppState, id: MenuCommand, show: ShowList): void {
  if (id === 'palette' || id === 'keys') return show(id === 'palette' ? 'commands' : 'keys');
  // In a box the menu takes back what was typed there, as its keys do.
  if ((id === 'undo' || id === 'redo') && isWriting(document.activeElement)) {
    document.execCommand(id);
    return;
  }
  const found = COMMANDS.find((one) => one.id === id);
  if (found?.isPossible(app) === true) found.run(app);
}

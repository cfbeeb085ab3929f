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

/** Answers what waits already, and what comes, until the result is called. */
export function answerCalls(app: AppState, show: ShowList): () => void {
  const answerAll = async (): Promise<void> => {
    for (const call of await ask('app.calls')) answer(app, call, show);
  };
  const now = (): void => void app.attempt(answerAll);
  now();
  return listen('app.called', now);
}

function answer(app: AppState, call: AppCall, show: ShowList): void {
  // Before there is an account there is nothing to go to, and a question is answered first.
  if (app.accounts.list.length === 0 || document.querySelector('dialog[open]') !== null) return;
  if (call.kind === 'person') app.open(call.person, call.contact);
  else if (call.kind === 'nobody') app.say(t('app.linkNobody'));
  else if (call.kind === 'search') app.searchFor(call.text);
  else if (call.kind === 'birthdays') app.go('birthdays');
  else if (call.kind === 'command') command(app, call.command, show);
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

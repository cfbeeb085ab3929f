// Owns: what can be done from anywhere in the window, by a key or by its name, and when. Leaves to others: doing it
// (state/), reading keys (keys.ts), showing them (components/CommandPalette, components/KeyList).
import type { ListFilter } from '../../preload/contract.ts';
import type { AppState, Place } from '../state/app.svelte.ts';
import type { Keys } from './keys.ts';

/** What opens the list of commands, and that of keys. */
export const PALETTE_KEYS: Keys = { key: 'k', mod: true };
export const LIST_KEYS: Keys = { key: '?' };

/** The groups in which the commands are listed. */
export const COMMAND_GROUPS = ['contact', 'several', 'book', 'go'] as const;

export interface WindowCommand {
  /** Its name among the texts, too: `commands.<id>`. */
  readonly id: CommandId;
  readonly group: (typeof COMMAND_GROUPS)[number];
  readonly keys: readonly Keys[];
  /** Whether the keys mean this also while somebody writes in a box; boxes have an undo and a selection of their own. */
  readonly whileWriting: boolean;
  isPossible(app: AppState): boolean;
  run(app: AppState): void;
}

export type CommandId =
  | 'new'
  | 'edit'
  | 'save'
  | 'favorite'
  | 'selectAll'
  | 'labelChosen'
  | 'editChosen'
  | 'exportChosen'
  | 'deleteChosen'
  | 'search'
  | 'undo'
  | 'redo'
  | 'sync'
  | 'all'
  | 'favorites'
  | 'recent'
  | 'birthdays'
  | 'pending'
  | 'conflicts'
  | 'matches'
  | 'syncPage'
  | 'trash'
  | 'backups'
  | 'settings';

const always = (): boolean => true;
const isAtList = (app: AppState): boolean => app.draft === null && app.place === 'book';
const hasChosen = (app: AppState): boolean => isAtList(app) && app.selection.count > 0;
const isReading = (app: AppState): boolean =>
  app.draft === null && app.place === 'book' && app.person.contact !== null;

function going(id: CommandId, place: Place, key?: string, filter?: ListFilter): WindowCommand {
  const keys = key === undefined ? [] : [{ key, mod: true }];
  return {
    id,
    group: 'go',
    keys,
    whileWriting: true,
    isPossible: always,
    run: (app) => app.go(place, filter),
  };
}

function saveNow(app: AppState): void {
  // Boxes that report when they are left report now; where nothing is saved, the keyboard is where it was.
  const box = document.activeElement;
  if (box instanceof HTMLElement) {
    box.blur();
    box.focus({ preventScroll: true });
  }
  void app.save();
}

const moving = (direction: 'undo' | 'redo', keys: readonly Keys[]): WindowCommand => ({
  id: direction,
  group: 'book',
  keys,
  whileWriting: false,
  // What is known of it may be a moment old: taking back says itself where there is nothing to take back.
  isPossible: (app) => app.draft === null,
  run: (app) => void app.actions.move(direction),
});

/** Every command of the window. */
export const COMMANDS: readonly WindowCommand[] = [
  {
    id: 'new',
    group: 'contact',
    keys: [{ key: 'n', mod: true }],
    whileWriting: true,
    isPossible: always,
    run: (app) => app.writeNew(),
  },
  {
    id: 'edit',
    group: 'contact',
    keys: [{ key: 'e', mod: true }],
    whileWriting: true,
    isPossible: isReading,
    run: (app) => app.edit(),
  },
  {
    id: 'save',
    group: 'contact',
    keys: [{ key: 's', mod: true }],
    whileWriting: true,
    isPossible: (app) => app.draft !== null,
    run: saveNow,
  },
  {
    id: 'favorite',
    group: 'contact',
    keys: [{ key: 'd', mod: true }],
    whileWriting: true,
    isPossible: isReading,
    run: (app) => void app.act.setFavorite(app.person.contact?.fields.favorite !== true),
  },
  {
    id: 'selectAll',
    group: 'several',
    keys: [{ key: 'a', mod: true }],
    whileWriting: false,
    isPossible: (app) => isAtList(app) && (app.list.total ?? 0) > 0,
    run: (app) => app.selection.all(),
  },
  {
    id: 'labelChosen',
    group: 'several',
    keys: [{ key: 'l', mod: true }],
    whileWriting: false,
    isPossible: hasChosen,
    run: (app) => app.bulk.askChosen('label'),
  },
  {
    id: 'editChosen',
    group: 'several',
    keys: [],
    whileWriting: false,
    isPossible: hasChosen,
    run: (app) => app.bulk.askChosen('edit'),
  },
  {
    id: 'exportChosen',
    group: 'several',
    keys: [{ key: 'e', mod: true, shift: true }],
    whileWriting: false,
    isPossible: hasChosen,
    run: (app) => void app.bulk.export(app.selection.persons, '3.0'),
  },
  {
    id: 'deleteChosen',
    group: 'several',
    keys: [{ key: 'Delete' }, { key: 'Backspace', mod: true }],
    whileWriting: false,
    isPossible: hasChosen,
    run: (app) => app.bulk.askChosen('delete'),
  },
  {
    id: 'search',
    group: 'book',
    keys: [{ key: 'f', mod: true }],
    whileWriting: true,
    isPossible: always,
    run: (app) => app.search(),
  },
  moving('undo', [{ key: 'z', mod: true }]),
  moving('redo', [
    { key: 'z', mod: true, shift: true },
    { key: 'y', mod: true },
  ]),
  {
    id: 'sync',
    group: 'book',
    keys: [{ key: 'F5' }],
    whileWriting: true,
    isPossible: (app) => !app.sync.status.running,
    run: (app) => void app.sync.run(),
  },
  going('all', 'book', '1'),
  going('favorites', 'book', '2', { kind: 'favorites' }),
  going('pending', 'pending', '3'),
  going('conflicts', 'conflicts', '4'),
  going('matches', 'matches', '5'),
  going('syncPage', 'sync', '6'),
  going('trash', 'trash', '7'),
  going('recent', 'book', '8', { kind: 'recent' }),
  going('birthdays', 'birthdays', '9'),
  going('backups', 'backups'),
  going('settings', 'settings', ','),
];

/** Whether a key writes what opens the list of keys: "?", as Arabic, Chinese and Japanese, Armenian and Ethiopic write it too. */
export const isQuestionMark = ({ key }: KeyboardEvent): boolean => [LIST_KEYS.key, ...'؟？՞፧'].includes(key);

/** Keys that mean something in the list only, by their texts: `keys.<id>`. The list reads them itself. */
export const KEYS_AT_THE_LIST = [
  { id: 'move', keys: [{ key: 'ArrowUp' }, { key: 'ArrowDown' }] },
  { id: 'page', keys: [{ key: 'PageUp' }, { key: 'PageDown' }] },
  { id: 'ends', keys: [{ key: 'Home' }, { key: 'End' }] },
  {
    id: 'extend',
    keys: [
      { key: 'ArrowUp', shift: true },
      { key: 'ArrowDown', shift: true },
    ],
  },
  { id: 'toggle', keys: [{ key: ' ', mod: true }] },
  { id: 'letters', keys: [{ key: 'A' }, { key: '…' }] },
  { id: 'leave', keys: [{ key: 'Escape' }] },
] as const satisfies readonly { readonly id: string; readonly keys: readonly Keys[] }[];

/** Keys that mean something in the editor only, in the same way. */
export const KEYS_IN_THE_EDITOR = [
  {
    id: 'moveValue',
    keys: [
      { key: 'ArrowUp', alt: true },
      { key: 'ArrowDown', alt: true },
    ],
  },
  { id: 'pastePhoto', keys: [{ key: 'v', mod: true }] },
] as const satisfies readonly { readonly id: string; readonly keys: readonly Keys[] }[];

/** The command that a key press means. */
export function commandOf(event: KeyboardEvent, isWriting: boolean): WindowCommand | undefined {
  return COMMANDS.find(
    ({ keys, whileWriting }) => (whileWriting || !isWriting) && keys.some((one) => isPressed(one, event)),
  );
}

/** Whether exactly these keys are held. */
export function isPressed({ key, mod = false, shift = false }: Keys, event: KeyboardEvent): boolean {
  if (!isOn(key, mod, event) || event.altKey) return false;
  return (event.ctrlKey || event.metaKey) === mod && event.shiftKey === shift;
}

/**
 * Whether the pressed key is the one of this name. Keyboards of other scripts have no Latin letters, and some Latin ones their
 * digits with Shift alone: together with the command key these are known by their places.
 */
function isOn(key: string, mod: boolean, event: KeyboardEvent): boolean {
  const { key: pressed, code } = event;
  if (pressed.toLowerCase() === key.toLowerCase()) return true;
  if (!mod) return false;
  // The window is enlarged and made smaller by these, wherever they are.
  if (/^\d$/.test(key)) return code === `Digit${key}` && !/^[\da-z+=-]$/i.test(pressed);
  const isOfOtherScript = /[^\x20-\x7e]/.test(pressed) && !/\p{Script=Latin}/u.test(pressed);
  return isOfOtherScript && code === (key === ',' ? 'Comma' : `Key${key.toUpperCase()}`);
}

// Owns: keys that are pressed together, as people of each platform know them. Leaves to others: what they mean (commands.ts).
import { t } from '../i18n/index.ts';

/** A key as KeyboardEvent.key names it, with the platform's command key (Ctrl, on Macs ⌘), Shift or Alt held. */
export interface Keys {
  readonly key: string;
  readonly mod?: boolean;
  readonly shift?: boolean;
  readonly alt?: boolean;
}

const isMac = (): boolean => navigator.userAgent.includes('Mac');

const SIGNS: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓' };
/** Keys that have words on them, by their texts. */
const WORDS: Readonly<
  Record<string, 'enter' | 'escape' | 'pageUp' | 'pageDown' | 'home' | 'end' | 'space' | 'delete'>
> = {
  ' ': 'space',
  Delete: 'delete',
  Enter: 'enter',
  Escape: 'escape',
  PageUp: 'pageUp',
  PageDown: 'pageDown',
  Home: 'home',
  End: 'end',
};

/** What stands on the keys, one text a key, in the order in which the platform names them. */
export function keyNames({ key, mod = false, shift = false, alt = false }: Keys): readonly string[] {
  const word = WORDS[key];
  const name =
    word === undefined ? (SIGNS[key] ?? (key.length === 1 ? key.toUpperCase() : key)) : t(`key.${word}`);
  const held = isMac()
    ? [...(alt ? ['⌥'] : []), ...(shift ? ['⇧'] : []), ...(mod ? ['⌘'] : [])]
    : [
        ...(mod ? [t('key.control')] : []),
        ...(alt ? [t('key.alt')] : []),
        ...(shift ? [t('key.shift')] : []),
      ];
  return [...held, name];
}

/** The same in one word, for sentences and titles: "Ctrl+F", "⌘F". */
export function keyText(keys: Keys): string {
  return keyNames(keys).join(isMac() ? '' : '+');
}

/** Whether keys that are pressed here belong to a box in which somebody writes. */
export function isWriting(target: EventTarget | null): boolean {
  const boxes = 'textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=file])';
  return target instanceof Element && target.closest(boxes) !== null;
}

/** Whether a key press writes one letter: typed at the list, it is the beginning of a search. */
export function isLetter({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return [...key].length === 1 && key !== ' ' && !ctrlKey && !metaKey && !altKey;
}

// Owns: checking spelling where a person wants it, and the menu of a right click. Leaves to others: in which languages
// (core/spelling.ts), which boxes are checked (renderer), the texts (core/texts).
import { Menu } from 'electron';
import type { BrowserWindow, ContextMenuParams, MenuItemConstructorOptions, Session } from 'electron';
import { spellingLanguages } from '../core/spelling.ts';
import type { SpokenLanguage } from '../core/language.ts';
import { MAIN_TEXTS } from '../core/texts.ts';

/**
 * Turns the check of spelling on or off. Off, as from the start, no dictionary is fetched: on Windows and Linux Chromium
 * takes them from a server of Google's, for each language that is set here. A Mac has its own and knows the language.
 */
export function checkSpelling(
  session: Session,
  spoken: SpokenLanguage | null,
  system: readonly string[] = [],
): void {
  const languages =
    spoken === null ? [] : spellingLanguages(spoken, system, session.availableSpellCheckerLanguages);
  session.setSpellCheckerLanguages([...languages]);
  session.setSpellCheckerEnabled(spoken !== null);
}

/** What a right click in the window offers: what a word may have been meant to be, and to cut, copy and paste. */
export function offerContextMenu(window: BrowserWindow, language: () => SpokenLanguage): void {
  window.webContents.on('context-menu', (_event, params) => {
    const entries = contextEntries(params, language(), (word) => window.webContents.replaceMisspelling(word));
    if (entries.length > 0) Menu.buildFromTemplate(entries).popup({ window });
  });
}

const LINE: MenuItemConstructorOptions = { type: 'separator' };

function contextEntries(
  { isEditable, misspelledWord, dictionarySuggestions, editFlags, selectionText }: ContextMenuParams,
  language: SpokenLanguage,
  replace: (word: string) => void,
): MenuItemConstructorOptions[] {
  const { menu } = MAIN_TEXTS[language];
  const copy: MenuItemConstructorOptions = { role: 'copy', label: menu.copy, enabled: editFlags.canCopy };
  if (!isEditable) return selectionText.trim() === '' ? [] : [copy];
  const suggestions = dictionarySuggestions.map((word) => ({ label: word, click: () => replace(word) }));
  const spelling =
    misspelledWord === ''
      ? []
      : [...(suggestions.length > 0 ? suggestions : [{ label: menu.noSuggestions, enabled: false }]), LINE];
  return [
    ...spelling,
    { role: 'cut', label: menu.cut, enabled: editFlags.canCut },
    copy,
    { role: 'paste', label: menu.paste, enabled: editFlags.canPaste },
    LINE,
    { role: 'selectAll', label: menu.selectAll, enabled: editFlags.canSelectAll },
  ];
}

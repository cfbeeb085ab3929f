// Owns: that spelling is checked only where it is wanted, in the person's languages, and what a right click offers.
// Leaves to others: which boxes are checked (unit/renderer/native.test.ts).
import { beforeEach, expect, test, vi } from 'vitest';
import { checkSpelling, offerContextMenu } from '../../../main/app/spelling.ts';
import { spellingLanguages } from '../../../main/core/spelling.ts';
import { askedOf, FakeWindow, resetElectron, session } from '../../support/fake-electron.ts';

vi.mock('electron', () => import('../../support/fake-electron.ts'));

beforeEach(() => resetElectron());

const AVAILABLE = ['de', 'de-AT', 'en-GB', 'en-US', 'fr', 'pt-BR', 'pt-PT'];

test.each([
  ['en', ['en-GB', 'fr-CA'], ['en-GB', 'fr']],
  ['de', ['en-US', 'de-CH'], ['de', 'en-US']],
  ['de', ['en-US'], ['de', 'en-US']],
  ['en', ['en'], ['en-GB']],
  ['ja', ['ja-JP', 'pt'], ['pt-BR']],
  ['ar', [], []],
  ['en', ['C', 'en-US@posix', 'EN-us'], ['en-GB', 'en-US']],
] as const)('%s on a system of %j is checked in %j', (spoken, own, expected) => {
  expect(spellingLanguages(spoken, own, AVAILABLE)).toEqual(expected);
});

test('off, no language is set and no dictionary fetched; on, only languages that there are', () => {
  const one = session.fromPartition() as never;
  checkSpelling(one, null, ['de-DE']);
  expect(askedOf('session.setSpellCheckerLanguages')).toEqual([[[]]]);
  expect(askedOf('session.setSpellCheckerEnabled')).toEqual([[false]]);
  resetElectron();
  checkSpelling(one, 'de', ['xx-XX', 'de-DE']);
  expect(askedOf('session.setSpellCheckerLanguages')).toEqual([[['de-DE']]]);
  expect(askedOf('session.setSpellCheckerEnabled')).toEqual([[true]]);
});

const FLAGS = { canCut: true, canCopy: true, canPaste: false, canSelectAll: true };
type Entry = { readonly label?: string; readonly enabled?: boolean; readonly click?: () => void };

function rightClick(params: object): readonly Entry[] {
  const window = new FakeWindow({ width: 1, height: 1 });
  offerContextMenu(window as never, () => 'de');
  const plain = {
    isEditable: false,
    misspelledWord: '',
    dictionarySuggestions: [],
    selectionText: '',
    editFlags: FLAGS,
  };
  window.webContents.emit('context-menu', {}, { ...plain, ...params });
  return (askedOf('menu.popup').at(-1)?.[0] ?? []) as readonly Entry[];
}
const names = (entries: readonly Entry[]) => entries.flatMap(({ label }) => label ?? []);

test('a word that is not known: what it may have been, in the place of it', () => {
  const entries = rightClick({
    isEditable: true,
    misspelledWord: 'Hsu',
    dictionarySuggestions: ['Haus', 'Hut'],
  });
  expect(names(entries)).toEqual(['Haus', 'Hut', 'Ausschneiden', 'Kopieren', 'Einfügen', 'Alles auswählen']);
  expect(entries.find(({ label }) => label === 'Einfügen')?.enabled).toBe(false);
  entries[0]?.click?.();
  expect(askedOf('webContents.replaceMisspelling')).toEqual([['Haus']]);
});

test('a word that nothing resembles says so; a box, a marked text and nothing have their own menus, or none', () => {
  expect(names(rightClick({ isEditable: true, misspelledWord: 'xqz' }))[0]).toBe('Keine Vorschläge');
  expect(names(rightClick({ isEditable: true }))[0]).toBe('Ausschneiden');
  expect(names(rightClick({ selectionText: 'Ada' }))).toEqual(['Kopieren']);
  resetElectron();
  expect(rightClick({ selectionText: ' ' })).toEqual([]);
});

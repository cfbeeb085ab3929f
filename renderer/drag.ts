// Owns: dragging persons: out of the list as a vCard, and onto what takes them in this window. Leaves to others: what a drop
// does (state/bulk.svelte.ts), which rows may be dragged (components/).
import type { PersonId } from '../main/core/account.ts';
import type { PersonSelection } from '../preload/contract.ts';
import { ask } from './api.ts';

/** What the window's own places look for in a drag; nobody else knows it. */
const KIND = 'application/x-kith-persons';
/** More cards than this are exported, not dragged out. */
const CARDS = 50;

/** Who is being dragged: data of a drag cannot be looked at before the drop. */
export interface Dragged {
  readonly persons: PersonSelection;
  readonly count: number;
}

let dragged: Dragged | null = null;
let card: { readonly of: string; readonly name: string; readonly text: string } | null = null;

const keyOf = (persons: PersonSelection): string => JSON.stringify(persons);

/**
 * Gets the vCards ready that a drag may begin with a moment later: a drag must have all it carries when it begins, and the
 * pointer goes down before that.
 */
export async function prepareCards({ persons, count }: Dragged): Promise<void> {
  // Whoever was pressed before may have been edited since.
  card = null;
  if (count > CARDS) return;
  const of = keyOf(persons);
  try {
    const each = await eachOf(persons, count);
    card = { of, ...(await ask('persons.cards', { persons: each, version: '3.0' })) };
  } catch {
    // Without cards the persons can still be dropped in this window.
  }
}

/** The few who are meant. */
async function eachOf(persons: PersonSelection, count: number): Promise<readonly PersonId[]> {
  if (persons.kind === 'these') return persons.persons;
  const { text, filter, except } = persons;
  const found = await ask('persons.ids', { text, filter, from: 0, to: count + except.length });
  return found.filter((person) => !except.includes(person));
}

/**
 * Begins a drag. The cards go along as Chromium's DownloadURL ("type:name:address", one file), which file managers take as a
 * file. Electron's webContents.startDrag would need a file on the disk first and takes the place of the page's own drag, so
 * that nothing in this window could take the persons any more.
 */
export function beginDrag(event: DragEvent, persons: Dragged, label: string): void {
  const { dataTransfer } = event;
  if (dataTransfer === null) return;
  dragged = persons;
  dataTransfer.effectAllowed = 'copyMove';
  dataTransfer.setData(KIND, String(persons.count));
  if (card !== null && card.of === keyOf(persons.persons)) {
    const { name, text } = card;
    dataTransfer.setData('DownloadURL', `text/vcard:${name.replaceAll(':', ' ')}:${addressOf(text)}`);
    dataTransfer.setData('text/vcard', text);
  }
  showCount(dataTransfer, label);
}

export function endDrag(): void {
  dragged = null;
}

function addressOf(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return `data:text/vcard;base64,${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`;
}

/** What hangs at the pointer: how many, in place of one row of them. */
function showCount(dataTransfer: DataTransfer, label: string): void {
  const sign = document.createElement('div');
  sign.className = 'drag-sign';
  sign.textContent = label;
  document.body.append(sign);
  dataTransfer.setDragImage(sign, 0, 0);
  // The browser takes its picture of it in this turn.
  setTimeout(() => sign.remove());
}

/** Whether what is dragged over a place are persons of this list. */
export function isPersons(event: DragEvent): boolean {
  return dragged !== null && (event.dataTransfer?.types.includes(KIND) ?? false);
}

/** Who is dropped; null: something else. */
export function droppedPersons(event: DragEvent): Dragged | null {
  return isPersons(event) ? dragged : null;
}

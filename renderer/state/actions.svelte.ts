// Owns: what undo and redo would do, and doing them. Leaves to others: what taking an action back means (main), its words
// (past-words.ts).
import type { ActionsView } from '../../preload/contract.ts';
import { ask } from '../api.ts';
import { t } from '../i18n/index.ts';
import { actionText } from '../past-words.ts';
import type { AppState } from './app.svelte.ts';
import { latestOnly } from './latest.ts';

export class ActionsState {
  readonly #app: AppState;
  #view = $state.raw<ActionsView>({ undo: null, redo: null });
  #moving = false;
  /** A sync changes the book many times a second. */
  readonly refresh = latestOnly(
    async () => {
      this.#view = await ask('history.actions');
    },
    // Nothing is offered that is not known to be there.
    () => (this.#view = { undo: null, redo: null }),
  );

  constructor(app: AppState) {
    this.#app = app;
  }

  /** What a button says: what it would take back or bring back. */
  title(direction: 'undo' | 'redo'): string {
    const action = this.#view[direction];
    return action === null
      ? t(`actions.${direction}None`)
      : t(`actions.${direction}`, { what: actionText(action) });
  }

  /** While somebody writes, nothing behind the draft is taken back. */
  can(direction: 'undo' | 'redo'): boolean {
    return this.#view[direction] !== null && this.#app.draft === null;
  }

  /** Takes the latest action back, or brings back what was undone last, and says what it was. */
  async move(direction: 'undo' | 'redo'): Promise<void> {
    if (this.#moving || this.#app.draft !== null) return;
    this.#moving = true;
    await this.#app.attempt(async () => {
      const action = await ask(`history.${direction}`);
      this.#app.pictures.growOld();
      const through = direction === 'undo' ? 'actions.undone' : 'actions.redone';
      const done = action?.stopped ? (`actions.${direction}Stopped` as const) : through;
      this.#app.say(action === null ? t(`actions.${direction}None`) : t(done, { what: actionText(action) }));
    });
    this.#moving = false;
    await this.refresh();
  }
}

// Owns: the settings, what main says of itself, and the theme on the page. Leaves to others: keeping them (main).
import type { AppInfo, Settings } from '../../preload/contract.ts';
import { ask } from '../api.ts';

export class SettingsState {
  #settings = $state.raw<Settings | null>(null);
  #info = $state.raw<AppInfo | null>(null);

  get value(): Settings | null {
    return this.#settings;
  }

  get info(): AppInfo | null {
    return this.#info;
  }

  async start(): Promise<void> {
    [this.#settings, this.#info] = await Promise.all([ask('settings.get'), ask('app.info')]);
    this.#wear();
  }

  async set(change: Partial<Settings>): Promise<void> {
    this.#settings = await ask('settings.set', change);
    this.#wear();
    this.#info = await ask('app.info');
  }

  #wear(): void {
    const theme = this.#settings?.theme ?? 'system';
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }
}

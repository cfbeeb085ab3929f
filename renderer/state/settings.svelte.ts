// Owns: the settings, what main says of itself, and the theme and language on the page. Leaves to others: keeping them
// (main), texts (i18n).
import type { AppInfo, Language, Settings, Theme } from '../../preload/contract.ts';
import { ask } from '../api.ts';
import { direction, locale, speak } from '../i18n/index.ts';

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
    window.onlanguagechange = () => this.#wear();
  }

  async set(change: Partial<Settings>): Promise<void> {
    this.#settings = await ask('settings.set', change);
    this.#wear();
    this.#info = await ask('app.info');
  }

  #wear(): void {
    const { theme, language } = this.#settings ?? { theme: 'system', language: 'system' };
    wearTheme(theme);
    wearLanguage(language);
  }
}

let moreContrast: MediaQueryList | undefined;

/** Gives the page its colours: light or dark, and strong contrast where the system or the person wants it. */
export function wearTheme(theme: Theme): void {
  const { dataset } = document.documentElement;
  if (theme === 'light' || theme === 'dark') dataset['theme'] = theme;
  else delete dataset['theme'];
  const system = (moreContrast ??= matchMedia('(prefers-contrast: more)'));
  const wear = (): void => {
    if (theme === 'contrast' || system.matches) dataset['contrast'] = 'more';
    else delete dataset['contrast'];
  };
  system.onchange = wear;
  wear();
}

/** Gives the page its language: the texts, and what the browser is told of them. */
export function wearLanguage(language: Language): void {
  speak(language);
  document.documentElement.lang = locale();
  document.documentElement.dir = direction();
}

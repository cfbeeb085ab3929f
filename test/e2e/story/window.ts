// Owns: what a person does in Kith's window, as calls on a Playwright page. Leaves to others: what should come of it.
import type { Locator, Page } from 'playwright-core';
import type { CommandName, Commands, Reply } from '../../../preload/contract.ts';

const PATIENCE = 60_000;

/** Runs in the page: one command over the bridge. */
const CALL = ({ name, args }: { name: string; args: unknown[] }): Promise<Reply<any>> => {
  const { kith } = globalThis as unknown as {
    kith: { commands: Record<string, (...values: unknown[]) => Promise<Reply<any>>> };
  };
  return kith.commands[name]!(...args);
};

/** Runs in the page: whether each account has a run that is not among `before`, and none is under way. */
const OVER = async ({
  before,
  accounts,
}: {
  before: readonly string[];
  accounts: number;
}): Promise<boolean> => {
  const { kith } = globalThis as unknown as {
    kith: {
      commands: Record<string, () => Promise<{ value: { running: boolean; reports: { run: string }[] } }>>;
    };
  };
  const { running, reports } = (await kith.commands['sync.status']!()).value;
  return !running && reports.filter(({ run }) => !before.includes(run)).length >= accounts;
};

/** The window as a person uses it. */
export class Window {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(PATIENCE);
  }

  at(testid: string): Locator {
    return this.page.getByTestId(testid).first();
  }

  /** The number that an element with data-count shows. */
  async count(testid: 'pending-count' | 'conflict-count'): Promise<number> {
    return Number(await this.at(testid).getAttribute('data-count'));
  }

  /** Waits until a counter shows this number. */
  async shows(testid: 'pending-count' | 'conflict-count', count: number): Promise<void> {
    // A counter of nothing is there, but not seen.
    await this.page.locator(`[data-testid=${testid}][data-count="${count}"]`).waitFor({ state: 'attached' });
  }

  /** How many persons the whole list has, as the window says. */
  async total(): Promise<number> {
    return Number((await this.at('all-count').innerText()).replace(/\D/g, ''));
  }

  /** Searches for a name as typed and opens the first person of that name. */
  async open(name: string): Promise<void> {
    await this.at('nav-all').click();
    await this.at('search').fill(name);
    await this.page.getByTestId('person-row').filter({ hasText: name }).first().click();
    await this.page.getByTestId('contact-name').filter({ hasText: name }).first().waitFor();
  }

  /** Opens the editor, lets `change` fill it in, and saves. */
  async edit(name: string, change: (window: Window) => Promise<void>): Promise<void> {
    await this.open(name);
    await this.at('edit').click();
    const first = this.at('edit-in').first();
    await this.at('editor').or(first).waitFor();
    // Of a person in several accounts, the contact of the first.
    if (await first.isVisible()) await first.click();
    await this.at('editor').waitFor();
    await change(this);
    await this.save();
  }

  async save(): Promise<void> {
    await this.at('save').click();
    await this.at('editor').waitFor({ state: 'detached' });
  }

  async fill(testid: string, text: string): Promise<void> {
    await this.at(testid).fill(text);
  }

  /** Makes a contact in the account of this address. */
  async create(email: string, given: string, family: string): Promise<void> {
    await this.at('nav-all').click();
    await this.at('new-contact').click();
    await this.at('editor').waitFor();
    await this.chooseAccount(email);
    await this.fill('field-name-0-given', given);
    await this.fill('field-name-0-family', family);
    await this.save();
  }

  private async chooseAccount(email: string): Promise<void> {
    for (const box of await this.page.getByTestId('editor').getByRole('checkbox').all()) {
      const label = (await box.evaluate(
        (element) => element.closest('label')?.textContent ?? element.getAttribute('aria-label') ?? '',
      )) as string;
      if (label.includes('@')) await box.setChecked(label.includes(email));
    }
  }

  async remove(name: string): Promise<void> {
    await this.open(name);
    await this.at('delete').click();
    await this.at('confirm-delete').click();
    await this.at('confirm-delete').waitFor({ state: 'detached' });
  }

  /** Presses "Sync now", waits until every account's run is over, and gives the state that is shown then. */
  async sync(): Promise<string> {
    const before = (await this.ask('sync.status')).reports.map(({ run }) => run);
    await this.at('sync-now').click();
    return this.settled(before);
  }

  /** Waits until no sync runs and every account has a newer run than `before`; gives idle, offline or error. */
  async settled(before: readonly string[] = []): Promise<string> {
    const accounts = (await this.ask('accounts.list')).length;
    await this.page.waitForFunction(OVER, { before: [...before], accounts });
    await this.page.locator('[data-testid=sync-status]:not([data-state=running])').waitFor();
    return (await this.at('sync-status').getAttribute('data-state')) ?? '';
  }

  /** Asks main directly, over the same bridge as the window, for what a check needs and no page shows. */
  async ask<K extends CommandName>(
    name: K,
    ...args: Parameters<Commands[K]>
  ): Promise<ReturnType<Commands[K]>> {
    const reply: Reply<ReturnType<Commands[K]>> = await this.page.evaluate(CALL, {
      name,
      args: args as unknown[],
    });
    if (!reply.ok) throw new Error(`${name}: ${reply.error.message}`);
    return reply.value;
  }
}

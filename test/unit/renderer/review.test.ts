// Owns: what the window does with syncs, conflicts, matches, labels, photos and rules, in a real browser over the fake
// bridge. Leaves to others: contacts, lists and linking (flows.test.ts), how pages look (pages.test.ts), main's part.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { FakeKith } from '../../support/fake-bridge.ts';
import { PORTRAIT } from '../../support/fake-places.ts';
import { by, openPerson, openSync } from '../../support/window-scenes.ts';
import { emit, gone, windowTests } from '../../support/window-tests.ts';

const { start, asked } = windowTests({ persons: 60 });
const focused = (page: Page): Promise<unknown> => page.evaluate('document.activeElement.localName');

describe('the page of syncing', () => {
  test('[law 10] deletions that a sync asks about are kept by one click, and nothing is left to answer', async () => {
    const page = await start({ question: 'kith' });
    await openSync(page);
    expect(await by(page, 'question').textContent()).toMatch(/212 of 667[\s\S]*Anna Andersson/);
    await by(page, 'question-keep').click();
    await gone(page, 'question');
    expect(await asked('sync.run')).toEqual([['acc-google', { deletions: 'restore' }]]);
    await expect.poll(() => focused(page)).not.toBe('body');
  });

  test('[law 10] they are carried out only by the other button, and answering later asks for nothing', async () => {
    const page = await start({ question: 'cloud' });
    await openSync(page);
    await by(page, 'question-decide-later').click();
    expect(await asked('sync.run')).toEqual([]);
    await by(page, 'question-answer').click();
    await by(page, 'question-delete').click();
    await gone(page, 'question');
    expect(await asked('sync.run')).toEqual([['acc-google', { deletions: 'apply' }]]);
  });

  test('[law 15] an account that waits says until when, and can be synced anyway', async () => {
    const page = await start({ waiting: true });
    await openSync(page);
    expect(await by(page, 'sync-paused').textContent()).toMatch(/Paused until 11:45[\s\S]*enough requests/);
    await by(page, 'sync-anyway').click();
    await gone(page, 'sync-paused');
    expect(await asked('sync.run')).toEqual([['acc-microsoft', { now: true }]]);
  });

  test('[law 16] signing in again is offered there too, and sends what waited', async () => {
    const page = await start({ signInNeeded: true });
    await openSync(page);
    await by(page, 'sync-sign-in').click();
    await gone(page, 'sync-sign-in');
    expect(await asked('accounts.signIn')).toEqual([['acc-microsoft']]);
    await expect.poll(() => asked('sync.run')).toEqual([['acc-microsoft']]);
  });

  test('[law 17] contacts that are held back are listed with the reason and let go by one click', async () => {
    const page = await start({ held: true });
    await openSync(page);
    expect(await by(page, 'held-contacts').getAttribute('data-total')).toBe('2');
    const amina = page.locator('[data-testid=held-contacts] [role=listitem]', { hasText: 'Amina' });
    expect(await amina.textContent()).toMatch(/Phone and Notes went back and forth/);
    await amina.getByTestId('held-send').click();
    await expect.poll(() => by(page, 'held-contacts').getAttribute('data-total')).toBe('1');
    expect(await asked('contacts.pause')).toEqual([['contact-amina', false]]);
  });

  test('[law 18] the preview syncs nothing; an operation is held back in it and let go again', async () => {
    const page = await start();
    await openSync(page, 'preview');
    await by(page, 'plan-look').click();
    const google = page.locator('[data-testid=plan-account][data-id=acc-google]');
    await google.waitFor();
    expect(await google.getByTestId('plan-arrivals').textContent()).toContain('Katherine Johnson');
    await page.locator('[data-testid=plan-hold][data-id=contact-amina]').click();
    await google.getByTestId('plan-held').getByText('Amina').waitFor();
    await expect.poll(() => focused(page)).not.toBe('body');
    await page.locator('[data-testid=plan-send][data-id=contact-amina]').click();
    await page.locator('[data-testid=plan-hold][data-id=contact-amina]').waitFor();
    expect(await asked('contacts.pause')).toEqual([
      ['contact-amina', true],
      ['contact-amina', false],
    ]);
    expect(await asked('sync.run')).toEqual([]);
  });

  test('[law 19] a run shows its receipt with what is the same on both sides', async () => {
    const page = await start();
    await openSync(page, 'history');
    await by(page, 'run-toggle').first().click();
    await by(page, 'receipt-entry').first().waitFor();
    expect(await by(page, 'receipt').getAttribute('data-total')).toBe('5');
    expect(await by(page, 'run-note').allTextContents()).toEqual([
      'An edit beat a deletion: 王伟',
      "Found in the cloud and taken as Kith's own, in place of a second one: Γιώργος Παπαδόπουλος",
    ]);
    expect(await by(page, 'receipt').textContent()).toContain('Address and Photo');
    expect(await by(page, 'receipt').textContent()).toMatch(/here c3ab8ff1[\s\S]*cloud c3ab8ff1/);
    expect(await asked('sync.receipt')).toEqual([['run-7']]);
  });

  test('[law 22] a run is undone after a question, synced, and marked; one that was undone is not offered again', async () => {
    const page = await start();
    await openSync(page, 'history');
    await by(page, 'run-toggle').nth(3).click();
    await by(page, 'receipt-empty').waitFor();
    expect(await by(page, 'undo-run').count()).toBe(0);
    await by(page, 'run-toggle').first().click();
    await by(page, 'undo-run').click();
    expect(await asked('sync.undo')).toEqual([]);
    await by(page, 'confirm-undo').click();
    const first = page.locator('[data-testid=run][data-id=run-7]');
    await first.getByText('Undone').waitFor();
    expect(await asked('sync.undo')).toEqual([['run-7']]);
    expect(await asked('sync.run')).toEqual([['acc-google']]);
    expect(await first.getByTestId('undo-run').count()).toBe(0);
  });
});

describe('the conflict desk', () => {
  const write = async (page: Page, path: string) => {
    await by(page, 'nav-conflicts').click();
    const card = page.locator(`[data-testid="conflict-row"][data-path="${path}"]`);
    await card.getByTestId('write-other').click();
    return card;
  };

  test('[law 3] a third version of a value is taken in the shape of the others, with its id', async () => {
    const page = await start();
    const card = await write(page, 'phones.p1');
    await card.getByTestId('field-phones-0-number').fill('+358 40 555 0000');
    await card.getByTestId('take-value').click();
    await expect.poll(() => by(page, 'conflict-row').count()).toBe(1);
    expect(await asked('conflicts.resolve')).toEqual([
      [
        {
          contact: 'contact-amina',
          path: 'phones.p1',
          take: 'value',
          value: { id: 'p1', kind: 'mobile', number: '+358 40 555 0000', primary: true },
        },
      ],
    ]);
  });

  test.each([
    ['name.given', 'conflict-value-text', 'Amine', 'Amine'],
    ['notes.text', 'conflict-value-text', 'Written anew', 'Written anew'],
    ['fileAs', 'conflict-value-text', '', null],
    ['birthday.date', 'conflict-value-text-year', '1987', { year: 1987, month: 4, day: 17 }],
    [
      'events.v1',
      'field-events-0-date-year',
      '2012',
      { id: 'v1', kind: 'anniversary', date: { year: 2012, month: 6, day: 21 } },
    ],
  ] as const)('[law 3] a third version of %s can be written', async (path, box, text, value) => {
    const page = await start({ everyConflict: true });
    const card = await write(page, path);
    await card.getByTestId(box).fill(text);
    await card.getByTestId('take-value').click();
    await expect
      .poll(() => asked('conflicts.resolve'))
      .toEqual([[{ contact: 'contact-amina', path, take: 'value', value }]]);
  });

  test('[law 3] leaving the boxes decides nothing, and the keyboard is where it was', async () => {
    const page = await start();
    const card = await write(page, 'name.given');
    await card.getByTestId('conflict-value-text').fill('x');
    await card.getByTestId('cancel-value').click();
    await expect.poll(() => page.evaluate('document.activeElement.dataset.testid')).toBe('write-other');
    expect(await asked('conflicts.resolve')).toEqual([]);
  });
});

describe('matches', () => {
  test('[law 23] the first acceptance asks once whether they are kept in step, and the answer holds', async () => {
    const page = await start({ matches: true });
    await by(page, 'nav-matches').click();
    await by(page, 'match-accept').nth(1).click();
    expect(await asked('matches.accept')).toEqual([]);
    await by(page, 'step-yes').click();
    await expect.poll(() => by(page, 'match').count()).toBe(2);
    await by(page, 'matches-accept-all').click();
    await by(page, 'matches-empty').waitFor();
    expect(await asked('settings.set')).toEqual([[{ keepInStep: true }]]);
    expect(await asked('matches.accept')).toEqual([
      [{ matches: ['match-1'], inStep: true }],
      [{ matches: ['match-0', 'match-2'], inStep: true }],
    ]);
  });

  test('[law 23] refusing one, or all after a question, writes nothing', async () => {
    const page = await start({ matches: true });
    await by(page, 'nav-matches').click();
    await by(page, 'match-refuse').first().click();
    await expect.poll(() => by(page, 'match').count()).toBe(2);
    await by(page, 'matches-refuse-all').click();
    await by(page, 'confirm-refuse-all').click();
    await by(page, 'matches-empty').waitFor();
    expect(await asked('matches.refuse')).toEqual([[['match-0']], [['match-1', 'match-2']]]);
    expect(await asked('matches.accept')).toEqual([]);
  });

  test('[law 23] the switch of a person turns keeping in step on and off', async () => {
    const page = await start();
    await openPerson(page, 'Amina');
    const on = () => by(page, 'in-step').isChecked();
    expect(await on()).toBe(false);
    await by(page, 'in-step').click();
    await expect.poll(on).toBe(true);
    await by(page, 'in-step').click();
    await expect.poll(on).toBe(false);
    const person = 'person-amina';
    expect(await asked('persons.setInStep')).toEqual([
      [{ person, inStep: true }],
      [{ person, inStep: false }],
    ]);
  });

  test('[law 23] joined contacts are separated again after a question', async () => {
    const page = await start();
    await openPerson(page, 'Amina');
    await by(page, 'more-actions').click();
    await by(page, 'split').click();
    expect(await asked('persons.split')).toEqual([]);
    await by(page, 'confirm-split').click();
    await gone(page, 'account-tab');
    expect(await asked('persons.split')).toEqual([['person-amina']]);
  });
});

describe('labels', () => {
  const entry = (page: Page, name: string) => page.locator('[data-testid=nav-label]', { hasText: name });
  const menuOf = async (page: Page, name: string, action: string): Promise<void> => {
    const row = page.locator('li', { has: entry(page, name) });
    await row.hover();
    await row.getByTestId('label-menu').click();
    await by(page, action).click();
  };

  test('one is made in the chosen account, listed, renamed, and deleted after a question that keeps its people', async () => {
    const page = await start();
    await by(page, 'new-label').click();
    await by(page, 'label-name').fill('Sailors');
    await by(page, 'label-account').selectOption('acc-microsoft');
    await by(page, 'confirm-label').click();
    await entry(page, 'Sailors').waitFor();
    await menuOf(page, 'Sailors', 'label-rename');
    await by(page, 'label-name').fill('Crew');
    await page.keyboard.press('Enter');
    await entry(page, 'Crew').waitFor();
    await menuOf(page, 'Crew', 'label-delete');
    expect(await page.locator('dialog').textContent()).toMatch(/stay/);
    await by(page, 'confirm-label').click();
    await expect.poll(() => entry(page, 'Crew').count()).toBe(0);
    const label = 'label-acc-microsoft-Sailors';
    expect(await asked('labels.create')).toEqual([[{ account: 'acc-microsoft', name: 'Sailors' }]]);
    expect(await asked('labels.rename')).toEqual([[{ label, name: 'Crew' }]]);
    expect(await asked('labels.delete')).toEqual([[label]]);
  });

  test('renaming one that very many carry leaves the dialog for the bar, which says how far it is and stops it', async () => {
    const page = await start();
    await page.evaluate(() => {
      const { commands } = (globalThis as unknown as { fakeKith: FakeKith }).fakeKith.bridge;
      const rename = commands['labels.rename'];
      Object.assign(commands, {
        'labels.rename': async (asked: Parameters<typeof rename>[0]) => {
          await new Promise((resolve) => Object.assign(globalThis, { reached: resolve }));
          const reply = await rename(asked);
          return reply.ok ? { ...reply, value: { ...reply.value, stopped: true } } : reply;
        },
      });
    });
    await menuOf(page, 'Astronomy', 'label-rename');
    await by(page, 'label-name').fill('Stars');
    await page.keyboard.press('Enter');
    const since = new Date(await page.evaluate(() => Date.now() - 3_000)).toISOString();
    await emit(page, 'bulk.changed', { command: 'labels.rename', done: 400, total: 90_000, since });
    await by(page, 'bulk-stop').waitFor();
    expect(await page.locator('dialog').count()).toBe(0);
    expect(await by(page, 'bulk-progress').textContent()).toMatch(/Changing labels/);
    await page.evaluate(() => (globalThis as unknown as { reached(): void }).reached());
    await expect.poll(() => by(page, 'toast').textContent()).toMatch(/Stopped before the end/);
  });

  test('a name that is taken is refused where it was typed', async () => {
    const page = await start();
    await by(page, 'new-label').click();
    await by(page, 'label-name').fill('Astronomy');
    await by(page, 'confirm-label').click();
    expect(await by(page, 'label-error').textContent()).toMatch(/already/);
    expect(await by(page, 'label-name').inputValue()).toBe('Astronomy');
  });

  test('a contact gets one and loses one, and the list shows who carries it', async () => {
    const page = await start();
    await openPerson(page, 'Amina');
    await by(page, 'account-tab').first().click();
    const choose = (name: string) => page.locator('[data-testid=label-choice]', { hasText: name }).click();
    await by(page, 'labels-menu').click();
    await choose('Climbing');
    await expect.poll(() => by(page, 'contact-label').allTextContents()).toEqual(['Astronomy', 'Climbing']);
    await choose('Astronomy');
    await expect.poll(() => by(page, 'contact-label').allTextContents()).toEqual(['Climbing']);
    await page.keyboard.press('Escape');
    const contacts = ['contact-amina'];
    expect(await asked('labels.assign')).toEqual([
      [{ label: 'label-acc-google-Climbing', contacts, assigned: true }],
      [{ label: 'label-acc-google-Astronomy', contacts, assigned: false }],
    ]);
    await by(page, 'contact-label').click();
    await expect.poll(() => by(page, 'total').getAttribute('data-total')).toBe('1');
  });
});

describe('photos', () => {
  test('a chosen picture is set and shown, and removed again', async () => {
    const page = await start();
    await openPerson(page, 'Zoë');
    const shown = page.locator('article [data-testid=photo-shown]');
    expect(await shown.count()).toBe(0);
    const buffer = Buffer.from(PORTRAIT.base64, 'base64');
    await by(page, 'photo-file').setInputFiles({ name: 'zoe.png', mimeType: 'image/png', buffer });
    await by(page, 'crop-take').click();
    await shown.waitFor();
    await by(page, 'photo').click();
    await by(page, 'remove-photo').click();
    await expect.poll(() => shown.count()).toBe(0);
    const photo = { type: 'image/jpeg', base64: expect.stringMatching(/^\/9j\//) as string };
    expect(await asked('photos.set')).toEqual([[{ contact: 'contact-10', photo }]]);
    expect(await asked('photos.remove')).toEqual([['contact-10']]);
  });

  test('a file that is no picture is refused, whatever it is called', async () => {
    const page = await start();
    await openPerson(page, 'Zoë');
    const buffer = Buffer.from('<svg onload="alert(1)"/>');
    await by(page, 'photo-file').setInputFiles({ name: 'zoe.png', mimeType: 'image/png', buffer });
    await page.getByText(/cannot read this file as a picture/).waitFor();
    expect(await asked('photos.set')).toEqual([]);
  });
});

describe('what a cloud cannot keep, or must not get', () => {
  test('[law 21] the editor says so while the field is written, and falls silent when the account is taken out', async () => {
    const page = await start();
    await by(page, 'new-contact').click();
    await by(page, 'field-name-0-given').fill('Ada');
    await by(page, 'add-field').click();
    await by(page, 'add-fileAs').click();
    await by(page, 'field-fileAs-0-value').fill('Lovelace, Ada');
    await page.clock.runFor(1_000);
    await expect
      .poll(() => by(page, 'editor-only-in-kith').allTextContents())
      .toEqual(['Google has no place for this. It stays in Kith.']);
    await by(page, 'account-acc-microsoft').check();
    await by(page, 'account-acc-google').uncheck();
    await page.clock.runFor(1_000);
    await gone(page, 'editor-only-in-kith');
  });

  test('[law 21] a field that is never sent to an account is chosen in Settings and can be taken back', async () => {
    const page = await start();
    await by(page, 'nav-settings').click();
    await by(page, 'never-send').first().click();
    await by(page, 'never-birthday').check();
    await by(page, 'never-notes').check();
    await by(page, 'never-birthday').uncheck();
    await expect
      .poll(() => asked('accounts.setNeverSend'))
      .toEqual([
        [{ account: 'acc-google', fields: ['birthday'] }],
        [{ account: 'acc-google', fields: ['birthday', 'notes'] }],
        [{ account: 'acc-google', fields: ['notes'] }],
      ]);
    await page.keyboard.press('Escape');
    await page.getByText(/1 field is never sent/).waitFor();
  });

  test('“This computer” is added by one click and takes a copy of a contact', async () => {
    const page = await start();
    await by(page, 'add-account').click();
    await by(page, 'add-computer').click();
    await openPerson(page, 'Zoë');
    await by(page, 'more-actions').click();
    await page.getByText('Copy to This computer').click();
    await expect.poll(() => by(page, 'account-tab').count()).toBe(2);
    expect(await asked('contacts.copy')).toEqual([[{ contact: 'contact-10', account: 'acc-computer' }]]);
  });
});

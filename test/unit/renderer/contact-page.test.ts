// Owns: the page of a person: what its contacts say together and where each value stands, what a value opens, the QR code.
// Leaves to others: how it looks (pages.test.ts), single values (present.test.ts), the code's text (unit/core).
import type { Page } from 'playwright-core';
import decodeQR from 'qr/decode.js';
import { describe, expect, test } from 'vitest';
import type { Account, AccountId, ContactId } from '../../../main/core/account.ts';
import type { ContactFields } from '../../../main/core/contact.ts';
import { contactNames } from '../../../renderer/account-names.ts';
import { showTogether } from '../../../renderer/whole.ts';
import { beginEdit, by, openPerson } from '../../support/window-scenes.ts';
import { emit, focusedId, gone, PNG, windowTests } from '../../support/window-tests.ts';

const { start, asked } = windowTests({ persons: 30 });

const contact = (id: string, fields: ContactFields) => ({ id: id as ContactId, fields });
const together = (name: keyof ContactFields, ...all: readonly ContactFields[]) =>
  showTogether(
    name,
    all.map((fields, n) => contact(`c${n}`, fields)),
    '',
  ).map(({ lines, contacts }) => [lines.map(({ text }) => text).join('|'), contacts.join()]);

describe('what contacts say together', () => {
  test('is each address and number once, however it is written, with all contacts that say so', () => {
    const google: ContactFields = {
      emails: [{ id: 'a', address: 'Ada@Engine.example' }],
      phones: [{ id: 'p', kind: 'work', number: '+44 20 7946-0000' }],
    };
    const outlook: ContactFields = {
      emails: [
        { id: 'b', address: 'ada@engine.example', name: 'Ada L.' },
        { id: 'c', address: 'other@engine.example' },
      ],
      phones: [{ id: 'q', kind: 'mobile', number: '+442079460000' }],
    };
    expect(together('emails', google, outlook)).toEqual([
      ['ada@engine.example|Ada L.', 'c0,c1'],
      ['other@engine.example', 'c1'],
    ]);
    expect(together('phones', google, outlook)).toEqual([['+44 20 7946-0000', 'c0,c1']]);
  });

  test('is each of two numbers in the digits of another script, or in letters', () => {
    const numbers = ['+٩٦٦ ٥٠ ١٢٣', '+٤٩ ٣٠ ٤٥٦', '1-800-FLOWERS', '1-800-GOFEDEX'];
    const each = numbers.map((number): ContactFields => ({ phones: [{ id: 'p', number }] }));
    expect(together('phones', ...each).map(([text]) => text)).toEqual(numbers);
  });

  test('keeps apart what differs, and dates of different kinds', () => {
    const date = { month: 6, day: 1 };
    expect(
      together(
        'events',
        { events: [{ id: 'a', kind: 'anniversary', date }] },
        { events: [{ id: 'a', label: 'Moved in', date }] },
      ).map(([, contacts]) => contacts),
    ).toEqual(['c0', 'c1']);
    expect(together('notes', { notes: { text: 'x' } }, { notes: { text: 'y' } })).toEqual([
      ['x', 'c0'],
      ['y', 'c1'],
    ]);
    expect(together('notes', { notes: { text: 'x' } }, { notes: { text: 'x' } })).toEqual([['x', 'c0,c1']]);
  });
});

describe('the page of a person in two accounts', () => {
  test('shows all values first, says of each where it stands, and leads to the contact alone', async () => {
    const page = await start();
    await openPerson(page, 'Amina');
    expect(await by(page, 'whole-tab').getAttribute('aria-selected')).toBe('true');
    const sourceOf = (value: string) => by(page, value).getByTestId('source');
    expect(await sourceOf('value-emails-0').getAttribute('aria-label')).toBe(
      'From ada.lovelace@gmail.example and ada@analytical-engines.example',
    );
    expect(await by(page, 'value-phones-2').textContent()).toContain('+358 9 4780 0999');
    await sourceOf('value-phones-2').click();
    expect(await by(page, 'account-tab').nth(1).getAttribute('aria-selected')).toBe('true');
    expect(await by(page, 'value-phones-0').textContent()).toContain('+358 9 4780 0999');
    expect(await by(page, 'source').count()).toBe(0);
    await by(page, 'whole-tab').click();
    await by(page, 'value-phones-2').waitFor();
  });

  test('is a favourite in both by one action, which one undo takes back', async () => {
    const page = await start();
    await openPerson(page, 'Amina');
    const star = async (pressed: boolean) => {
      await by(page, 'favorite').click();
      await by(page, 'favorite')
        .and(page.locator(`[aria-pressed=${pressed}]`))
        .waitFor();
    };
    await star(false);
    await star(true);
    const saves = [...(await asked('contacts.saveAll')), ...(await asked('contacts.save'))];
    expect(saves.at(-1)).toEqual([
      ['contact-amina', 'contact-amina-work'].map((contact) => ({ contact, fields: { favorite: true } })),
    ]);
  });

  test('asks which contact is edited, by key and by button, and edits that one alone', async () => {
    const page = await start();
    await openPerson(page, 'Amina');
    await by(page, 'nav-all').focus();
    await page.keyboard.press('Control+e');
    await expect.poll(() => focusedId(page)).toBe('edit-in');
    expect(await by(page, 'edit-in').allTextContents()).toEqual([
      'Edit in ada.lovelace@gmail.example',
      'Edit in ada@analytical-engines.example',
    ]);
    await page.keyboard.press('Escape');
    await gone(page, 'edit-in');
    expect(await focusedId(page)).toBe('edit');
    await page.keyboard.press('Enter');
    await expect.poll(() => focusedId(page)).toBe('edit-in');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await by(page, 'editor').textContent()).toContain('ada@analytical-engines.example');
    await by(page, 'field-phones-0-number').fill('+358 9 1');
    await by(page, 'save').click();
    await page.getByText('+358 9 1', { exact: true }).waitFor();
    expect((await asked('contacts.save')).map(([save]) => (save as { contact: string }).contact)).toEqual([
      'contact-amina-work',
    ]);
    await by(page, 'account-tab').nth(1).click();
    await page.keyboard.press('Control+e');
    await by(page, 'editor').waitFor();
  });

  test('asks nothing where its contacts are kept in step', async () => {
    const page = await start();
    await openPerson(page, 'Amina');
    await by(page, 'in-step').click();
    await page.getByRole('switch', { checked: true }).waitFor();
    await by(page, 'edit').click();
    await by(page, 'editor').waitFor();
  });

  test('tells contacts apart that are in one account, or in two of one address', () => {
    const accounts = ['google', 'microsoft'].map(
      (provider) => ({ id: provider, provider, email: 'ada@engine.example' }) as unknown as Account,
    );
    const names = (...ids: readonly string[]): readonly string[] =>
      contactNames(
        ids.map((account) => ({ account: account as AccountId })),
        (id) => accounts.find((account) => account.id === id),
      );
    expect(names('google', 'gone')).toEqual(['ada@engine.example', 'Other account']);
    expect(names('google', 'google')).toEqual(['ada@engine.example (1)', 'ada@engine.example (2)']);
    expect(names('google', 'microsoft')).toEqual([
      'Google, ada@engine.example',
      'Microsoft, ada@engine.example',
    ]);
  });

  test('stays on all values after an edit', async () => {
    const page = await start();
    await openPerson(page, 'Amina');
    await beginEdit(page);
    await by(page, 'field-emails-1-address').fill('new@okonkwo.example');
    await by(page, 'save').click();
    await page.getByText('new@okonkwo.example').waitFor();
    expect(await by(page, 'whole-tab').getAttribute('aria-selected')).toBe('true');
  });
});

describe('a value', () => {
  test('opens what it is for: a map, a message, a call, a mail, a page', async () => {
    const page = await start();
    await openPerson(page, 'Amina');
    await by(page, 'value-addresses-0').hover();
    await by(page, 'open-map').click();
    await by(page, 'value-phones-0').getByTestId('open-message').focus();
    await page.keyboard.press('Enter');
    for (const value of ['value-phones-0', 'value-emails-1', 'value-urls-0'])
      await by(page, value).locator('.link').click();
    await expect
      .poll(() => asked('app.open'))
      .toEqual([
        [{ kind: 'map', value: 'Pohjoisesplanadi 31 A 4, 00100 Helsinki, Finland' }],
        [{ kind: 'message', value: '+358 40 123 4567' }],
        [{ kind: 'call', value: '+358 40 123 4567' }],
        [{ kind: 'mail', value: 'mina@okonkwo.example' }],
        [{ kind: 'web', value: 'https://amina.okonkwo.example/observations' }],
      ]);
  });
});

describe('the page of the next person', () => {
  /** Opens the person of a row as nobody can while a dialog is there, but a join by another window's doing may. */
  const openBehind = (page: Page, row: number) => by(page, 'person-row').nth(row).dispatchEvent('click');

  /** Opens one person beside everybody else in the list. */
  const openFirst = async (): Promise<Page> => {
    const page = await start();
    await openPerson(page, 'Everything');
    await by(page, 'search').fill('');
    return page;
  };

  test('begins at its top, with what is many folded up, whatever was done on the one before', async () => {
    const page = await start();
    await openPerson(page, 'Everything');
    const person = await by(page, 'contact-name').getAttribute('data-id');
    const emails = Array.from({ length: 12 }, (_, n) => ({ id: `e${n}`, address: `e${n}@example.org` }));
    await page.evaluate(`(async () => {
      const { value } = await kith.commands['persons.get'](${JSON.stringify(person)});
      const emails = ${JSON.stringify(emails)};
      await kith.commands['contacts.save']({ contact: value.contacts[0].id, fields: { emails } });
    })()`);
    await by(page, 'more-values').first().click();
    await gone(page, 'more-values');
    await by(page, 'group-read-only').scrollIntoViewIfNeeded();
    const name = await by(page, 'contact-name').innerText();
    await openPerson(page, 'Amina');
    await expect.poll(() => by(page, 'contact-name').innerText()).not.toBe(name);
    expect(await by(page, 'contact-name').evaluate((one) => one.closest('.scroll')?.scrollTop)).toBe(0);
    await openPerson(page, 'Everything');
    await by(page, 'more-values').first().waitFor();
  });

  test.each([
    ['delete', 'confirm-delete'],
    ['history', 'version'],
    ['more-actions qr-code', 'qr'],
    ['more-actions join', 'join-search'],
    ['more-actions move-to', 'confirm-move'],
    ['labels-menu label-new', 'label-name'],
  ])('has nothing of what %s asked about the one before', async (steps, asked) => {
    const page = await openFirst();
    for (const step of steps.split(' ')) await by(page, step).first().click();
    await by(page, asked).first().waitFor();
    await openBehind(page, 3);
    await gone(page, asked);
    expect(await page.locator('dialog').count()).toBe(0);
  });

  test.each(['more-actions', 'labels-menu', 'photo'])(
    'does not have the menu %s of the one before',
    async (menu) => {
      const page = await openFirst();
      await by(page, menu).click();
      await page.getByRole('menu').waitFor();
      await openBehind(page, 3);
      await expect.poll(() => page.getByRole('menu').count()).toBe(0);
    },
  );

  test('keeps what was begun while the same person only changes', async () => {
    const page = await start();
    await openPerson(page, 'Everything');
    await by(page, 'delete').click();
    const before = (await asked('persons.get')).length;
    await emit(page, 'book.changed', { revision: 99 });
    await expect.poll(async () => (await asked('persons.get')).length).toBeGreaterThan(before);
    await by(page, 'confirm-delete').click();
    await expect.poll(() => asked('persons.delete')).toHaveLength(1);
  });

  test('stays where something that was done with the one before is answered late', async () => {
    const page = await openFirst();
    await page.evaluate(`(() => {
      const { commands } = kith;
      const save = commands['contacts.saveAll'];
      const going = new Promise((go) => (globalThis.goOn = go));
      commands['contacts.saveAll'] = (saves) => (globalThis.saved = going.then(() => save(saves)));
    })()`);
    const before = await by(page, 'contact-name').innerText();
    await by(page, 'favorite').click();
    await openBehind(page, 3);
    await expect.poll(() => by(page, 'contact-name').innerText()).not.toBe(before);
    await page.evaluate('goOn()');
    await page.evaluate('saved.then(() => new Promise((later) => setTimeout(later)))');
    expect(await by(page, 'contact-name').innerText()).not.toBe(before);
    await expect.poll(() => asked('contacts.saveAll')).toHaveLength(1);
  });

  test('does not take the picture that is still being cut out for the one before', async () => {
    const page = await openFirst();
    await by(page, 'photo-file').setInputFiles(PNG);
    await by(page, 'crop').waitFor();
    await page.evaluate(`(() => {
      const { prototype } = OffscreenCanvas;
      const { convertToBlob } = prototype;
      const going = new Promise((go) => (globalThis.goOn = go));
      globalThis.cut = new Promise((done) => {
        prototype.convertToBlob = function (options) {
          const blob = going.then(() => convertToBlob.call(this, options));
          done(blob.then(() => new Promise((later) => setTimeout(later))));
          return blob;
        };
      });
    })()`);
    await by(page, 'crop-take').click();
    await openBehind(page, 3);
    await gone(page, 'crop');
    await page.evaluate('goOn()');
    await page.evaluate('cut.then((later) => later)');
    expect(await asked('photos.set')).toEqual([]);
  });

  test('does not take the picture that was chosen for the one before', async () => {
    const page = await openFirst();
    await by(page, 'photo-file').setInputFiles(PNG);
    await by(page, 'crop').waitFor();
    await openBehind(page, 3);
    await gone(page, 'crop');
    const late = await by(page, 'photo-file').elementHandle();
    const name = await by(page, 'contact-name').innerText();
    await openBehind(page, 5);
    await expect.poll(() => by(page, 'contact-name').innerText()).not.toBe(name);
    // What the system's dialog still asks for has nowhere to go.
    expect(await late?.evaluate((input) => (input as unknown as { isConnected: boolean }).isConnected)).toBe(
      false,
    );
    expect(await asked('photos.set')).toEqual([]);
  });
});

describe('the QR code', () => {
  test('as it is drawn says who it is, and what it leaves out', async () => {
    const page = await start();
    await openPerson(page, 'Amina');
    await by(page, 'more-actions').click();
    await by(page, 'qr-code').click();
    const code = by(page, 'qr');
    await code.waitFor();
    expect(await page.getByRole('img', { name: 'QR code of Dr. Amina' }).count()).toBe(1);
    expect(await by(page, 'qr-extent').textContent()).toBe('Without photo and notes.');
    const side = Number((await code.getAttribute('viewBox'))?.split(' ')[2]);
    const ink = (await code.locator('.ink').getAttribute('d')) ?? '';
    const data = new Uint8ClampedArray(side * side * 16 * 4).fill(255);
    for (const [, x, y, width] of ink.matchAll(/M(\d+) (\d+)h(\d+)/g))
      for (let at = Number(x) * 4; at < (Number(x) + Number(width)) * 4; at++)
        for (let row = Number(y) * 4; row < Number(y) * 4 + 4; row++)
          data.fill(0, (row * side * 4 + at) * 4, (row * side * 4 + at) * 4 + 3);
    const text = decodeQR({ width: side * 4, height: side * 4, data });
    expect(text).toContain('FN:Dr. Amina Okonkwo-Bergström');
    expect(text).toContain('EMAIL;TYPE=HOME:mina@okonkwo.example');
    expect(text).not.toContain('calibration workshop');
    await page.keyboard.press('Escape');
    await expect.poll(() => code.count()).toBe(0);
  });
});

test.each([
  ['acc-google', 'From Google'],
  ['acc-computer', 'On this computer'],
])('what nobody can edit of a contact in %s stands under "%s"', async (account, title) => {
  const page = await start({ accounts: 3 });
  await page.evaluate(
    `kith.commands['contacts.create']({ accounts: ['${account}'], fields: { name: { given: 'Olympia' } } })`,
  );
  await openPerson(page, 'Olympia');
  expect((await by(page, 'group-read-only').locator('h2').innerText()).trim()).toBe(title);
});

test('signs in an address that turn it round or cannot be seen are shown, in the list too; opened is the address itself', async () => {
  const page = await start();
  const address = 'kith\u202Emoc.elpmaxe@\u202Cevil.exam\u200Bple';
  await page.evaluate((written) => {
    const { kith } = globalThis as unknown as {
      kith: { commands: { 'contacts.create': (create: object) => Promise<unknown> } };
    };
    const fields = { name: { display: 'Turner' }, emails: [{ id: 'e', kind: 'home', address: written }] };
    return kith.commands['contacts.create']({ person: 'person-turner', accounts: ['acc-google'], fields });
  }, address);
  await openPerson(page, 'Turner');
  const shown = 'kith‹U+202E›moc.elpmaxe@‹U+202C›evil.exam‹U+200B›ple';
  const link = by(page, 'value-emails-0').getByText(shown, { exact: true });
  expect(await link.getAttribute('title')).toContain(shown);
  await by(page, 'person-row').first().getByText(shown, { exact: true }).waitFor();
  await link.click();
  expect(await asked('app.open')).toEqual([[{ kind: 'mail', value: address }]]);
});

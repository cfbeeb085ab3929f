// Owns: contacts in Kith's real window that are hard to show or to edit: hostile text, every kind of field, drafts that
// a sync overtakes, a person in both accounts, the keyboard alone. Leaves to others: linking and syncing in trouble.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Bench, EMAILS } from './bench.ts';
import type { Raw } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open({ clients: true });
  await bench.link('google');
  await bench.link('microsoft');
});
afterAll(async () => {
  await bench?.close();
});
afterEach(() => {
  expect(bench.app.consoleErrors).toEqual([]);
});

const MARKUP = '<img src=x onerror="globalThis.hurt=1"><script>globalThis.hurt=1</script>';
const LONG = 'W'.repeat(10_000);
const OVERRIDE = 'Eve \u202Egpj.exe\u202C \u2067';

/** Nothing ran, nothing was made of the text, and the page does not scroll sideways. */
async function unharmed(): Promise<void> {
  const { page } = bench.app;
  expect(await page.evaluate('globalThis.hurt ?? ({}).hurt ?? null')).toBe(null);
  expect(await page.locator('img[src="x"], body script, [onerror]').count()).toBe(0);
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  const wide =
    "[...document.querySelectorAll('main, main *, section, nav')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1).length";
  expect(await page.evaluate(wide)).toBe(0);
}

async function editField(name: string): Promise<void> {
  await bench.window.at('add-field').click();
  await bench.window.at(`add-${name}`).click();
}

describe('hostile contacts', () => {
  const url = (value: string): Raw => ({ value });
  const hostile: readonly (readonly [string, Raw])[] = [
    [
      'Markup',
      {
        names: [{ givenName: 'Markup', familyName: MARKUP }],
        biographies: [{ value: MARKUP, contentType: 'TEXT_HTML' }],
        organizations: [{ name: MARKUP, title: MARKUP }],
        phoneNumbers: [{ value: MARKUP, type: MARKUP }],
        userDefined: [
          { key: '__proto__', value: 'polluted' },
          { key: 'constructor', value: MARKUP },
        ],
      },
    ],
    [
      'Links',
      {
        names: [{ givenName: 'Links' }],
        urls: [
          url('javascript:globalThis.hurt=1'),
          url('file:///etc/passwd'),
          url('data:text/html,<script>1</script>'),
        ],
        emailAddresses: [{ value: 'a@b.example?bcc=c@d.example' }],
        phoneNumbers: [{ value: '*#06#' }],
      },
    ],
    [
      'Eve',
      {
        names: [{ givenName: OVERRIDE }],
        nicknames: [{ value: 'a\u0001b\u001b[31mc\u007f\u0085' }],
        biographies: [{ value: '👩‍👩‍👧‍👦'.repeat(300), contentType: 'TEXT_PLAIN' }],
      },
    ],
    [
      'Wide',
      {
        names: [{ givenName: 'Wide', familyName: LONG }],
        organizations: [{ name: LONG, title: LONG }],
        addresses: [{ streetAddress: LONG, city: LONG }],
        emailAddresses: [{ value: `${'x'.repeat(2000)}@b.example` }],
        urls: [url(`https://b.example/${'y'.repeat(5000)}`)],
      },
    ],
    [
      'Many',
      {
        names: [{ givenName: 'Many' }],
        phoneNumbers: Array.from({ length: 200 }, (_, index) => ({
          value: `+44 20 7946 ${1000 + index}`,
          type: 'home',
        })),
      },
    ],
  ];

  it('reach the list as text, an empty one included', async () => {
    for (const [, raw] of hostile) bench.clouds.google.book.create(raw);
    bench.clouds.google.book.create({ userDefined: [{ key: 'nothing', value: 'x' }] });
    bench.clouds.microsoft.book.create({
      givenName: 'Graph',
      surname: MARKUP,
      personalNotes: MARKUP,
      businessHomePage: 'javascript:globalThis.hurt=1',
      companyName: LONG.slice(0, 900),
    });
    const before = await bench.window.total();
    expect(await bench.window.sync()).toBe('idle');
    await expect.poll(() => bench.window.total()).toBe(before + hostile.length + 2);
    await bench.window.at('person-row').waitFor();
    await unharmed();
  });

  it.each([...hostile.map(([name]) => name), 'Graph'])(
    '%s: page, editor and search show text only',
    async (name) => {
      const { window } = bench;
      await window.open(name);
      await unharmed();
      await window.at('edit').click();
      await window.at('editor').waitFor();
      await unharmed();
      expect(await window.at('save').isDisabled()).toBe(true);
      await window.at('cancel').click();
      await window.at('editor').waitFor({ state: 'detached' });
    },
  );

  it('opens no address that is no plain link', async () => {
    const { window } = bench;
    await window.open('Links');
    for (const kind of ['urls-0', 'urls-1', 'urls-2', 'emails-0', 'phones-0']) {
      const link = window.at(`value-${kind}`).locator('button.link');
      if ((await link.count()) === 0) continue;
      await link.click();
      await window.page.getByText(/Kith opens only plain web, mail and phone links/).waitFor();
    }
    expect(bench.app.output.filter((line) => /KITH_HOST_OPEN=(?!http:\/\/127)/.test(line))).toEqual([]);
  });

  it('stand on the page of conflicts as text', async () => {
    const { window, clouds } = bench;
    const known = String(bench.raw('google', '__proto__')['resourceName']);
    await window.edit('Markup', (w) => w.fill('field-organizations-0-name', `${MARKUP} mine`));
    clouds.google.book.edit(known, { organizations: [{ name: `${LONG} theirs`, title: MARKUP }] });
    await window.sync();
    await window.shows('conflict-count', 1);
    await window.at('nav-conflicts').click();
    await window.at('conflict-row').getByText('mine').first().waitFor();
    await unharmed();
    await window.at('take-theirs').click();
    await window.shows('conflict-count', 0);
    await expect.poll(() => bench.focus()).not.toBe('body');
    expect(await window.sync()).toBe('idle');
    expect(JSON.stringify(clouds.google.book.get(known))).toContain('"__proto__"');
  });
});

describe('editing', () => {
  it('every kind of field reaches the cloud as typed', async () => {
    const { window } = bench;
    await window.create(EMAILS.google, 'Every', 'Kind');
    await window.edit('Every Kind', async (w) => {
      await w.fill('field-notes-0-text', 'line one\nline two');
      await w.at('add-emails').click();
      await w.fill('field-emails-0-address', 'every@kind.example');
      await w.at('field-emails-0-kind').selectOption({ label: 'Work' });
      await w.at('add-phones').click();
      await w.fill('field-phones-0-number', '+44 20 7946 0999');
      await w.at('field-phones-0-kind').selectOption({ label: 'Custom…' });
      await w.fill('field-phones-0-label', 'Boat');
      await w.fill('field-birthday-0-date-day', '29');
      await w.at('field-birthday-0-date-month').selectOption('2');
      await editField('events');
      await w.fill('field-events-0-date-day', '3');
      await w.at('field-events-0-date-month').selectOption('4');
      await w.fill('field-events-0-date-year', '2001');
      await editField('fileAs');
      await w.fill('field-fileAs-0-value', 'Kind, Every (filed)');
      await w.fill('field-labels-new-ref', 'Sailors');
      await w.page.keyboard.press('Enter');
      await editField('customFields');
      await w.fill('field-customFields-0-key', 'Shoe');
      await w.fill('field-customFields-0-value', '44');
    });
    await expect.poll(() => bench.focus()).not.toBe('body');
    await window.at('favorite').click();
    expect(await window.sync()).toBe('idle');
    await window.shows('pending-count', 0);
    const raw = bench.raw('google', 'every@kind.example');
    const has = (field: string, ...parts: readonly Raw[]) =>
      expect(raw[field]).toEqual(expect.arrayContaining(parts.map((part) => expect.objectContaining(part))));
    has('biographies', { value: 'line one\nline two' });
    has('emailAddresses', { value: 'every@kind.example', type: 'work' });
    has('phoneNumbers', { value: '+44 20 7946 0999', type: 'Boat' });
    has('birthdays', { date: { month: 2, day: 29 } });
    has('events', { date: { year: 2001, month: 4, day: 3 } });
    has('userDefined', { key: 'Shoe', value: '44' });
    expect(JSON.stringify(raw['memberships'])).toContain('contactGroups/starred');
    const { book } = bench.clouds.google;
    expect(book.groupsOf(String(raw['resourceName']))).toContain(book.group('Sailors'));
    // Google has no place for this, so the page says that it stays here.
    const filed = window.page
      .getByTestId('group-more')
      .locator('[data-testid^=value-]')
      .filter({ hasText: 'Kind, Every (filed)' });
    expect(await filed.getByTestId('badge-only-in-kith').count()).toBe(1);
  });

  it('a flag, a category and a way of filing reach Outlook', async () => {
    const { window, clouds } = bench;
    clouds.microsoft.book.create({ givenName: 'Flag', surname: 'Bearer' });
    await window.sync();
    await window.edit('Flag Bearer', async (w) => {
      await editField('flag');
      await w.at('field-flag-0-status').selectOption('flagged');
      await w.fill('field-labels-new-ref', 'Sailors');
      await w.page.keyboard.press('Enter');
      await editField('fileAs');
      await w.fill('field-fileAs-0-value', 'Bearer (filed)');
    });
    expect(await window.sync()).toBe('idle');
    const raw = bench.raw('microsoft', '"Bearer"');
    expect([raw['fileAs'], raw['categories'], raw['flag']]).toEqual([
      'Bearer (filed)',
      ['Sailors'],
      { flagStatus: 'flagged' },
    ]);
  });

  it('a draft that a sync overtakes loses neither side: other values are joined, the same one is a conflict', async () => {
    const { window, clouds } = bench;
    const id = String(
      clouds.google.book.create({
        names: [{ givenName: 'Over', familyName: 'Taken' }],
        phoneNumbers: [{ value: '111' }],
        biographies: [{ value: 'before', contentType: 'TEXT_PLAIN' }],
      })['resourceName'],
    );
    await window.sync();
    await window.open('Over Taken');
    await window.at('edit').click();
    await window.fill('field-phones-0-number', '1110');
    await window.fill('field-notes-0-text', 'mine');
    clouds.google.book.edit(id, {
      phoneNumbers: [{ value: '111' }, { value: '222' }],
      biographies: [{ value: 'theirs', contentType: 'TEXT_PLAIN' }],
    });
    await window.sync();
    expect(await window.at('field-notes-0-text').inputValue()).toBe('mine');
    await window.save();
    await window.shows('conflict-count', 1);
    expect(await window.sync()).toBe('idle');
    const raw = clouds.google.book.get(id)!;
    expect(JSON.stringify(raw['phoneNumbers'])).toMatch(/"1110"[\s\S]*"222"/);
    expect(JSON.stringify(raw['biographies'])).toContain('theirs');
    expect(
      (await window.ask('conflicts.list')).map(({ base, mine, theirs }) => [base, mine, theirs]),
    ).toEqual([['before', 'mine', 'theirs']]);
    await window.at('nav-conflicts').click();
    await window.at('take-mine').click();
    await window.shows('conflict-count', 0);
    expect(await window.sync()).toBe('idle');
    expect(JSON.stringify(clouds.google.book.get(id)!['biographies'])).toContain('mine');
  });
});

describe('a person in both accounts', () => {
  it('is shown once with a tab for each, edited one by one, and deleted in both after being told so', async () => {
    const { window, clouds } = bench;
    const { page } = window;
    await window.at('nav-all').click();
    await window.at('new-contact').click();
    for (const box of await page.getByTestId('editor').locator('[data-testid^=account-]').all())
      await box.check();
    await window.fill('field-name-0-given', 'Twice');
    await window.fill('field-name-0-family', 'There');
    await window.save();
    expect(await window.sync()).toBe('idle');
    await window.open('Twice There');
    expect(await page.getByTestId('person-row').filter({ hasText: 'Twice There' }).count()).toBe(1);
    expect(await page.getByTestId('account-tab').count()).toBe(2);
    await page.getByTestId('account-tab').filter({ hasText: EMAILS.microsoft }).click();
    await window.at('edit').click();
    await window.fill('field-notes-0-text', 'only in Outlook');
    await window.save();
    expect(await window.sync()).toBe('idle');
    expect(bench.raw('microsoft', 'only in Outlook')['surname']).toBe('There');
    expect(bench.has('google', 'only in Outlook')).toBe(false);
    await window.at('delete').click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.innerText()).toMatch(
      /these contacts[\s\S]*Google, maria\.keller[\s\S]*Microsoft, robin\.hale|these contacts[\s\S]*Microsoft, robin\.hale[\s\S]*Google, maria\.keller/,
    );
    await window.at('cancel-delete').click();
    await expect.poll(() => bench.focus()).toBe('delete');
    await page.keyboard.press('Enter');
    await window.at('confirm-delete').click();
    await page.getByTestId('contact-name').filter({ hasText: 'Twice There' }).waitFor({ state: 'detached' });
    await expect.poll(() => bench.focus()).not.toBe('body');
    expect(await window.sync()).toBe('idle');
    expect(
      ['google', 'microsoft'].map((cloud) =>
        JSON.stringify(clouds[cloud as 'google'].book.all()).includes('Twice'),
      ),
    ).toEqual([false, false]);
  });
});

describe('the keyboard alone', () => {
  it('writes, finds, edits, discards and deletes a contact, and never loses the focus', async () => {
    const { window } = bench;
    const { keyboard } = window.page;
    const at = (place: string) => expect.poll(() => bench.focus()).toBe(place);
    await window.at('nav-all').click();
    await keyboard.press('Control+n');
    await at('field-name-0-given');
    await keyboard.type('Keyed');
    await keyboard.press('Tab');
    await keyboard.type('In');
    await keyboard.press('Control+s');
    await window.at('editor').waitFor({ state: 'detached' });
    await at('person-list');
    await keyboard.press('Control+f');
    await at('search');
    await keyboard.type('Keyed In');
    await expect.poll(() => window.at('total').getAttribute('data-total')).toBe('1');
    await keyboard.press('Enter');
    await at('person-list');
    await window.page.getByTestId('contact-name').filter({ hasText: 'Keyed In' }).waitFor();
    await keyboard.press('Control+e');
    await at('field-name-0-given');
    await keyboard.type('X');
    await keyboard.press('Escape');
    await window.at('keep-editing').waitFor();
    await keyboard.press('Escape');
    await at('field-name-0-given');
    await keyboard.press('Escape');
    await window.at('discard').waitFor();
    await keyboard.press('Tab');
    await at('discard');
    await keyboard.press('Enter');
    await window.at('editor').waitFor({ state: 'detached' });
    await at('person-list');
    await window.page
      .getByTestId('contact-name')
      .filter({ hasText: /^Keyed In$/ })
      .waitFor();
    await window.at('delete').focus();
    await keyboard.press('Enter');
    await window.at('confirm-delete').focus();
    await keyboard.press('Enter');
    await window.at('contact-name').waitFor({ state: 'detached' });
    await expect.poll(() => bench.focus()).not.toBe('body');
  });
});

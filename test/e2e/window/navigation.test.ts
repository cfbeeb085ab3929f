// Owns: the ways through Kith's real window, over its real main process: birthdays of today, who changed last, searches and
// widths that are kept across a restart, addresses on a map. Leaves to others: each alone (test/unit/renderer).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bench } from './bench.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await Bench.open({ clients: true });
  const today = new Date();
  bench.clouds.google.book.create({
    names: [{ givenName: 'Birte', familyName: 'Today' }],
    emailAddresses: [{ value: 'birte@before.example' }],
    birthdays: [
      { date: { year: today.getFullYear() - 40, month: today.getMonth() + 1, day: today.getDate() } },
    ],
    addresses: [{ type: 'home', streetAddress: '1 Main St & Co', city: 'Springfield', country: 'US' }],
  });
  await bench.link('google');
}, 120_000);
afterAll(async () => {
  await bench?.close();
});

const at = (testid: string) => bench.window.at(testid);
const widthOf = async (testid: string): Promise<number> =>
  Math.round((await at(testid).locator('..').boundingBox())?.width ?? 0);

describe('the ways through the window', () => {
  it('lead to whose birthday is today', async () => {
    await at('nav-birthdays').click();
    const group = at('date-group');
    await group.waitFor();
    expect(await group.locator('h2').innerText()).toBe('Today');
    expect(await group.innerText()).toMatch(/Birte Today[\s\S]*turns 40/);
    await bench.app.page.locator('[data-testid="birthday-count"][data-count="1"]').waitFor();
    await at('date-row').click();
    await expect.poll(() => at('contact-name').innerText()).toBe('Birte Today');
  });

  it('from an address to a map, which gets the address and nothing else', async () => {
    await at('value-addresses-0').hover();
    await at('open-map').click();
    const url = new URL(await bench.app.nextExternalUrl());
    expect([url.origin, url.pathname]).toEqual(['https://www.openstreetmap.org', '/search']);
    expect([...url.searchParams]).toEqual([['query', '1 Main St & Co, Springfield, US']]);
  });

  it('to who changed last: a cloud before an edit, the person after it', async () => {
    const row = () => bench.app.page.getByTestId('person-row').filter({ hasText: 'Birte Today' });
    await at('nav-recent').click();
    await expect.poll(() => row().innerText()).toMatch(/Google/);
    await bench.window.edit('Birte Today', (window) =>
      window.fill('field-emails-0-address', 'b@today.example'),
    );
    await at('nav-recent').click();
    await expect.poll(() => at('person-row').innerText()).toMatch(/Birte Today[\s\S]*You/);
  });

  it('to searches, folds and widths that are as they were left after a restart', async () => {
    await at('nav-all').click();
    await bench.window.fill('search', 'email:today.example');
    await at('save-search').click();
    await bench.window.fill('list-name', 'People of today');
    await at('confirm-list').click();
    await bench.app.page.getByRole('heading', { name: 'People of today' }).waitFor();
    await at('fold-labels').click();
    await at('splitter-sidebar').press('End');
    await at('splitter-list').press('Home');
    await expect
      .poll(async () => (await bench.window.ask('settings.get')).widths)
      .toEqual({ sidebar: 400, list: 232 });
    await bench.app.close();
    await bench.launch();
    await at('nav-all').waitFor();
    expect(await at('fold-labels').getAttribute('aria-expanded')).toBe('false');
    await expect.poll(() => widthOf('splitter-sidebar')).toBe(400);
    await expect.poll(() => widthOf('splitter-list')).toBe(232);
    await bench.app.page.getByTestId('nav-list').filter({ hasText: 'People of today' }).click();
    await expect.poll(() => at('total').getAttribute('data-total')).toBe('1');
    expect(await at('person-row').innerText()).toContain('Birte Today');
    expect(bench.app.consoleErrors).toEqual([]);
  });
});

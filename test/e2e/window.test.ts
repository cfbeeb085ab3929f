// Owns: Kith's real window when linking and syncing go wrong: what it says, what it keeps, and that the next try works.
// Leaves to others: the good story (main-job.test.ts), contacts that are hard to show or edit (window/contacts.test.ts).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bench, CLIENTS, EMAILS } from './window/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open({ clients: false });
});
afterAll(async () => {
  await bench?.close();
});

/** Nothing that only a programmer reads. */
const PLAIN = /[<>{}]|\bat \S+:\d+|undefined|\[object|Error:|ECONN/;

async function says(testid: string, words: RegExp): Promise<void> {
  const place = bench.window.at(testid);
  await place.waitFor();
  const text = await place.innerText();
  expect(text).toMatch(words);
  expect(text).not.toMatch(PLAIN);
}

describe('linking the first account', () => {
  it('without a client id says so and shows where to enter one; entering it makes linking work at once', async () => {
    const { window } = bench;
    await window.at('link-google').click();
    await says('link-error', /no client id[\s\S]*Enter one/);
    await window.fill('settings-googleClientId', CLIENTS['KITH_GOOGLE_CLIENT_ID']!);
    await window.fill('settings-googleClientSecret', CLIENTS['KITH_GOOGLE_CLIENT_SECRET']!);
    await window.at('link-google').click();
    await bench.consent({ press: 'deny' });
    await says('link-error', /not granted[\s\S]*Nothing was changed/);
  });

  it('without the permission for contacts links nothing and says what to tick', async () => {
    await bench.window.at('link-google').click();
    await bench.consent({ untick: /your contacts/ });
    await says('link-error', /not allowed to see your contacts[\s\S]*tick contacts/);
    expect(await bench.window.ask('accounts.list')).toEqual([]);
  });

  it('can be cancelled while the browser is open, which is no error', async () => {
    const { window } = bench;
    await window.at('link-google').click();
    await says('linking', /Sign in to Google/);
    await bench.app.nextExternalUrl();
    await window.at('cancel-link').click();
    await window.at('link-google').waitFor();
    expect(await window.at('link-error').count()).toBe(0);
    await expect.poll(() => bench.focus()).not.toBe('body');
    await bench.link('google');
    await expect.poll(() => window.total()).toBe(6);
  });
});

describe('linking the second account', () => {
  it('without a client id points to Settings; entering it there makes linking work at once', async () => {
    const { window } = bench;
    await window.at('link-microsoft').click();
    await says('link-error', /no client id[\s\S]*Settings/);
    await window.page.keyboard.press('Escape');
    await window.at('link-error').waitFor({ state: 'detached' });
    await window.at('nav-settings').click();
    await window.fill('settings-microsoftClientId', CLIENTS['KITH_MICROSOFT_CLIENT_ID']!);
    await bench.link('microsoft');
    await expect.poll(() => window.total()).toBe(12);
  });

  it('twice adds none', async () => {
    const { window } = bench;
    await window.at('add-account').click();
    await window.page.getByRole('dialog').getByTestId('link-google').click();
    await bench.consent();
    await window.page.getByRole('dialog').waitFor({ state: 'detached' });
    await window.settled();
    expect((await window.ask('accounts.list')).map(({ email }) => email)).toEqual([
      EMAILS.google,
      EMAILS.microsoft,
    ]);
    expect(await window.total()).toBe(12);
  });
});

describe('losing a sign-in', () => {
  it('keeps the edit pending and offers to sign in again', async () => {
    const { window, clouds } = bench;
    const id = String(
      clouds.google.book.create({
        names: [{ givenName: 'Revoked', familyName: 'Riley' }],
        nicknames: [{ value: 'before' }],
      })['resourceName'],
    );
    await window.sync();
    clouds.google.signIn.revokeGrants();
    await window.edit('Revoked Riley', (w) => w.fill('field-nicknames-0-value', 'after'));
    await window.sync();
    await window.at('sign-in-again').waitFor();
    await window.shows('pending-count', 1);
    expect(JSON.stringify(clouds.google.book.get(id))).toContain('before');
    expect(await bench.account('google').getAttribute('data-state')).toBe('signInNeeded');
    expect(await bench.account('microsoft').getAttribute('data-state')).toBe('active');
  });

  it('signing in as somebody else changes nothing and says so', async () => {
    const { window } = bench;
    await window.at('sign-in-again').click();
    await bench.consent({ user: 'studio@gmail.example' });
    await window.page
      .getByText(/another account|different Google account/)
      .first()
      .waitFor();
    await window.at('sign-in-again').waitFor();
    await window.shows('pending-count', 1);
    expect((await window.ask('accounts.list')).length).toBe(2);
  });

  it('another link takes the place of a sign-in that waits', async () => {
    const { window } = bench;
    await window.at('sign-in-again').click();
    await bench.app.nextExternalUrl();
    await window.at('add-account').click();
    await window.page.getByRole('dialog').getByTestId('link-microsoft').click();
    await says('linking', /Sign in to Microsoft/);
    await bench.consent();
    await window.page.getByRole('dialog').waitFor({ state: 'detached' });
    await window.at('sign-in-again').waitFor();
    expect((await window.ask('accounts.list')).length).toBe(2);
    await window.settled();
  });

  it('signing in again sends what waited', async () => {
    const { window, clouds } = bench;
    await window.at('sign-in-again').click();
    await bench.consent();
    await window.at('sign-in-again').waitFor({ state: 'detached' });
    await window.shows('pending-count', 0);
    expect(JSON.stringify(clouds.google.book.all())).toContain('"after"');
    expect(await window.settled()).toBe('idle');
  });
});

describe('clouds in trouble', () => {
  const troubles = [
    ['answer with HTML', { html: true }, 'error', /does not understand|not available/],
    ['answer with half a JSON', { halfJson: true }, 'error', /does not understand|not available|not certain/],
    ['cannot be reached', { offline: true }, 'offline', /Offline\. Your edits are safe/],
    ['answer 503', { status: { code: 503 } }, 'error', /not available/],
  ] as const;

  it.each(troubles)(
    'that %s: the window says so, everything stays, the next sync works',
    async (what, faults, state, words) => {
      const { window } = bench;
      const total = await window.total();
      const text = `met when clouds ${what}`;
      await window.edit('Revoked Riley', (w) => w.fill('field-nicknames-0-value', text));
      bench.trouble(faults);
      expect(await window.sync()).toBe(state);
      await says('sync-status', words);
      await window.shows('pending-count', 1);
      expect(await window.total()).toBe(total);
      expect(await window.at('sign-in-again').count()).toBe(0);
      bench.trouble(null);
      expect(await window.sync()).toBe('idle');
      await window.shows('pending-count', 0);
      expect(await window.at('sync-error').count()).toBe(0);
      expect(bench.has('google', text)).toBe(true);
      await expect.poll(() => bench.focus()).not.toBe('body');
    },
  );
});

it('meets no error of its own in all that', () => {
  expect(bench.app.consoleErrors).toEqual([]);
});

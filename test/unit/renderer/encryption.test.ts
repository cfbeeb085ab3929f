// Owns: what the window does with encryption and with an address book whose key is not to be had, in a real browser over the
// fake bridge. Leaves to others: how it looks (pages.test.ts), main's part (unit/store, e2e/cli).
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { CommandName } from '../../../preload/contract.ts';
import type { FakeOptions } from '../../support/fake-bridge.ts';
import { openEncryption } from '../../support/encryption-scenes.ts';
import { RECOVERY_KEY } from '../../support/fake-encryption.ts';
import { type OpenWindow, startWindowHost, type WindowHost } from '../../support/window-page.ts';
import { by } from '../../support/window-scenes.ts';
import { focusedId } from '../../support/window-tests.ts';

let host: WindowHost;
let open: OpenWindow | undefined;
beforeAll(async () => {
  host = await startWindowHost();
}, 120_000);
afterAll(() => host.close());
afterEach(async () => {
  expect(open?.complaints).toEqual([]);
  await open?.close();
  open = undefined;
});

async function start(fake: FakeOptions): Promise<Page> {
  open = await host.open({ fake: { persons: 60, ...fake } });
  open.page.setDefaultTimeout(8_000);
  return open.page;
}
const asked = async (name: CommandName): Promise<readonly unknown[]> =>
  ((await open?.asked()) ?? []).filter((one) => one.name === name).map(({ args }) => args);
const isOn = (page: Page) => expect.poll(() => by(page, 'encryption').isChecked());

test('switching on shows the recovery key at once, and says when it is done; off asks first', async () => {
  const page = await start({});
  await openEncryption(page);
  await isOn(page).toBe(false);
  await by(page, 'encryption').click();
  expect((await by(page, 'recovery-key').innerText()).replace(/\s/g, '')).toBe(RECOVERY_KEY);
  await by(page, 'recovery-key-done').click();
  await by(page, 'encryption-under-way').waitFor();
  await page.clock.runFor(1_500);
  await by(page, 'encryption-under-way').waitFor({ state: 'detached' });
  await isOn(page).toBe(true);
  await by(page, 'show-recovery-key').click();
  await by(page, 'recovery-key-done').click();

  await by(page, 'encryption').click();
  await by(page, 'confirm-encryption-off').waitFor();
  await page.keyboard.press('Escape');
  expect(await asked('encryption.turnOff')).toEqual([]);
  await isOn(page).toBe(true);
  await by(page, 'encryption').click();
  await by(page, 'confirm-encryption-off').click();
  await isOn(page).toBe(false);
  expect(await asked('encryption.turnOff')).toHaveLength(1);
});

test.each(['on', 'off'] as const)(
  'switching %s can be cancelled after two seconds, says that it goes back, and then how it is',
  async (to) => {
    const page = await start({ switchTakes: 5_000, encryption: to === 'on' ? 'off' : 'on' });
    await openEncryption(page);
    // Later than any time that the page may have reached by itself: a clock cannot be stopped in its past.
    await page.clock.pauseAt('2026-11-20T12:00:00Z');
    await by(page, 'encryption').click();
    if (to === 'on') await by(page, 'recovery-key-done').click();
    else await by(page, 'confirm-encryption-off').click();
    await by(page, 'encryption-waiting-stop').waitFor();
    await by(page, 'encryption-waiting-stop').focus();
    await page.keyboard.press('Enter');
    const isBack = to === 'on' ? 'are made readable again' : 'are encrypted again';
    await by(page, 'encryption-under-way').getByText(isBack).waitFor();
    await isOn(page).toBe(to === 'off');
    expect(await by(page, 'encryption-waiting-stop').count()).toBe(0);
    await expect.poll(() => focusedId(page)).toBe('encryption');
    expect(await asked('encryption.cancel')).toEqual([[]]);
    await page.clock.runFor(5_000);
    await by(page, 'encryption-under-way').waitFor({ state: 'detached' });
    const how = to === 'on' ? 'is not encrypted, as before' : 'is encrypted, as before';
    await by(page, 'encryption-kept').getByText(how).waitFor();
    expect(await asked('encryption.turnOff')).toHaveLength(to === 'on' ? 0 : 1);
  },
);

test('without a keychain the switch is disabled and says why', async () => {
  const page = await start({ encryption: 'never' });
  await openEncryption(page);
  await by(page, 'encryption-why').getByText('offers Kith no keychain').waitFor();
  expect(await by(page, 'encryption').isDisabled()).toBe(true);
});

test('a locked address book says why, tries again, and opens with the recovery key', async () => {
  const page = await start({ encryption: 'locked' });
  await by(page, 'locked-why').getByText('the keychain that holds its key is locked').waitFor();
  await by(page, 'locked-again').click();
  await by(page, 'locked-refused').getByText('is locked').waitFor();
  expect(await by(page, 'locked-open').isDisabled()).toBe(true);
  await by(page, 'locked-key').fill('something');
  await page.keyboard.press('Enter');
  await by(page, 'locked-refused').getByText('no recovery key').waitFor();
  await by(page, 'locked-key').fill(RECOVERY_KEY);
  await by(page, 'locked-open').click();
  await by(page, 'person-row').first().waitFor();
  expect(await asked('encryption.unlock')).toEqual([[null], ['something'], [RECOVERY_KEY]]);
});

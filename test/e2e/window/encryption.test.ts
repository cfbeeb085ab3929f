// Owns: encryption in the whole app over a real keychain (gnome-keyring): switched on in the settings, locked at a start, opened
// with the recovery key, switched off. Leaves to others: the command line (cli/encryption.test.ts), the files (unit/store).
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchApp } from '../../../build/drive.ts';
import type { LaunchedApp } from '../../../build/drive.ts';
import { openBook } from '../../../main/store/book.ts';
import { missingPrograms, startSecretService } from '../../contract/secret-service.ts';
import type { SecretService } from '../../contract/secret-service.ts';
import { account, contact, put, putAccount } from '../../unit/store/shelf.ts';

const NAME = 'Canary';
const missing = process.platform === 'linux' ? missingPrograms() : ['Linux'];
const title = 'encryption in the app, with a real keychain';

describe.skipIf(missing.length > 0)(
  missing.length > 0 ? `${title}: skipped, missing ${missing.join(', ')}` : title,
  () => {
    const services: SecretService[] = [];
    let profile: string;
    let app: LaunchedApp | undefined;
    beforeAll(async () => {
      profile = mkdtempSync(join(tmpdir(), 'kith-encryption-'));
      const book = await openBook(join(profile, 'book'), { backups: join(profile, 'backups') });
      book.transaction([putAccount(account('a-google' as never)), put(contact(NAME))]);
      await book.close();
    });
    afterAll(async () => {
      await app?.kill();
      await Promise.all(services.map((service) => service.stop()));
      rmSync(profile, { recursive: true, force: true });
    });

    const freshService = async (): Promise<SecretService> => {
      const service = await startSecretService();
      services.push(service);
      return service;
    };
    async function launch(service: SecretService): Promise<void> {
      app = await launchApp({
        profile,
        on: 'host',
        env: { ...service.env, KITH_ENDPOINTS: '' },
        args: ['--manual-sync'],
      });
      app.page.setDefaultTimeout(20_000);
    }
    const at = (testid: string): Locator => app!.page.getByTestId(testid);
    const telling = (): readonly string[] =>
      readdirSync(profile, { recursive: true, withFileTypes: true })
        .filter((file) => file.isFile() && readFileSync(join(file.parentPath, file.name)).includes(NAME))
        .map(({ name }) => name);

    test('is switched on, told when locked, opened with the recovery key, kept by the new keychain, and switched off', async () => {
      expect(telling()).not.toEqual([]);
      const first = await freshService();
      await launch(first);
      await at('nav-settings').click();
      await expect.poll(() => at('encryption').isEnabled(), { timeout: 20_000 }).toBe(true);
      await at('encryption').click();
      const recoveryKey = (await at('recovery-key').innerText()).replace(/\s/g, '');
      await at('recovery-key-done').click();
      await at('encryption-under-way').waitFor({ state: 'detached' });
      expect(telling()).toEqual([]);
      await app!.close();

      first.lock();
      await launch(first);
      await at('locked-why').getByText('is locked').first().waitFor();
      await app!.close();
      expect(telling()).toEqual([]);

      const second = await freshService();
      await launch(second);
      await at('locked-key').fill('7QZ4-HM2C');
      await at('locked-open').click();
      await at('locked-refused').waitFor();
      await at('locked-key').fill(recoveryKey.toLowerCase());
      await at('locked-open').click();
      await at('person-row').getByText(NAME).waitFor();
      await app!.close();

      await launch(second);
      await at('person-row').getByText(NAME).waitFor();
      await at('nav-settings').click();
      await at('encryption').click();
      await at('confirm-encryption-off').click();
      await expect.poll(() => telling().length, { timeout: 20_000 }).toBeGreaterThan(0);
      await at('encryption-under-way').waitFor({ state: 'detached' });
      expect(app!.consoleErrors).toEqual([]);
      await app!.close();
      app = undefined;
      const plain = await openBook(join(profile, 'book'));
      expect(plain.encryption.status.sealing).toBe('off');
      await plain.close();
    });
  },
);

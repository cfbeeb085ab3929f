// Owns: that linking at the real services starts without asking them anything. Leaves to others: practice clouds.
import { expect, test } from 'vitest';
import { defaultEndpoints } from '../../../main/accounts/endpoints.ts';
import { createGoogleSignIn } from '../../../main/accounts/google-sign-in.ts';
import { createMicrosoftSignIn } from '../../../main/accounts/microsoft-sign-in.ts';
import { secretsInMemory } from '../../../main/accounts/secret-files.ts';
import { testClock } from './test-clock.ts';

let n = 0;
const shared = {
  client: () => ({ id: 'kith' }),
  secrets: secretsInMemory(),
  fetch: (input: string) => Promise.reject(new Error(`asked ${input}`)),
  clock: testClock(),
  token256: () => `${(n += 1)}`.padStart(43, 'x'),
  onUnkept: () => undefined,
};

test.each([
  [
    createGoogleSignIn({ ...shared, endpoints: defaultEndpoints.google }),
    'https://accounts.google.com/o/oauth2/v2/auth',
    {
      scope: 'openid email profile https://www.googleapis.com/auth/contacts',
      access_type: 'offline',
      prompt: 'consent select_account',
    },
  ],
  [
    createMicrosoftSignIn({ ...shared, endpoints: defaultEndpoints.microsoft }),
    'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
    { scope: 'Contacts.ReadWrite User.Read openid profile offline_access', prompt: 'select_account' },
  ],
] as const)('%o opens the service’s own page', async (signIn, page, asked) => {
  const cancel = new AbortController();
  const { url, finished } = await signIn.start({ signal: cancel.signal });
  cancel.abort();
  await expect(finished).rejects.toMatchObject({ code: 'auth.cancelled' });
  const address = new URL(url);
  expect(address.origin + address.pathname).toBe(page);
  expect(Object.fromEntries(address.searchParams)).toMatchObject({
    ...asked,
    client_id: 'kith',
    response_type: 'code',
  });
});

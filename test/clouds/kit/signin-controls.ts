// Owns: control routes that end sessions of a practice cloud, for tests in another process.
// Leaves to others: the sign-in itself (signin.ts), the other control routes (cloud.ts, each cloud).
import type { Answer, Call } from './server.ts';
import type { SignIn } from './signin.ts';

/** `POST /_control/revoke-grants` and `POST /_control/expire-access-tokens`; undefined for every other route. */
export function controlSignIn(signIn: SignIn, call: Call): Answer | undefined {
  if (call.method !== 'POST') return undefined;
  if (call.path === '/_control/revoke-grants') signIn.revokeGrants();
  else if (call.path === '/_control/expire-access-tokens') signIn.expireAccessTokens();
  else return undefined;
  return { status: 204 };
}

// Owns: what a failure of MSAL, or of Microsoft's token endpoint below it, means. Leaves to others: what to do about it.
import { AppError, asAppError } from '../core/errors.ts';
import { answeredNonsense, signInRequired } from './sign-in.ts';

/** What the network said during one request of MSAL's, which MSAL's own errors do not keep. */
export interface Observed {
  /** An AppError thrown below MSAL, which MSAL replaces by `network_error`. */
  readonly failure?: AppError;
  /** Status of the last answer; undefined when MSAL did not ask at all. */
  readonly status?: number;
  /** Seconds, of the last answer. */
  readonly retryAfter?: number | undefined;
}

const interactionWords = new Set([
  'invalid_grant',
  'interaction_required',
  'login_required',
  'consent_required',
]);
const cacheWords = new Set(['no_tokens_found', 'refresh_token_expired', 'no_account_found']);

/**
 * The AppError for what MSAL threw. `accountId` is given when stored tokens were used. MSAL names only some dead sign-ins
 * InteractionRequired; others (AADSTS70043, AADSTS50173) are plain ServerErrors with `invalid_grant`: the word decides.
 */
export function microsoftFailure(thrown: unknown, observed: Observed, accountId?: string): AppError {
  if (thrown instanceof AppError) return thrown;
  if (observed.failure) return observed.failure;
  const { status } = observed;
  const word = wordOf(thrown);
  if (accountId !== undefined && (interactionWords.has(word) || cacheWords.has(word))) {
    return signInRequired(
      'microsoft',
      accountId,
      'Microsoft no longer accepts its sign-in (it has expired or was revoked)',
    );
  }
  if (word === 'invalid_grant') {
    return nonsense('did not accept the code that came back through the browser', status);
  }
  if (word === 'invalid_client' || word === 'unauthorized_client') {
    return nonsense('does not know the client id that Kith was given', status);
  }
  if (status === undefined) {
    return isMsalError(thrown) ? nonsense(`could not be asked (“${word}”)`, undefined) : asAppError(thrown);
  }
  if (status === 429 || status >= 500) {
    return answeredNonsense('microsoft', `is not available just now (status ${status})`, {
      status,
      retryAfter: observed.retryAfter,
    });
  }
  const said = /^[a-z_]{1,64}$/.test(word) ? `“${word}”` : `status ${status}`;
  return nonsense(
    status < 400 ? `sent an answer that Kith cannot use (${said})` : `refused with ${said}`,
    status,
  );
}

function nonsense(what: string, status: number | undefined): AppError {
  return answeredNonsense('microsoft', what, { later: false, status });
}

function isMsalError(thrown: unknown): boolean {
  return typeof (thrown as { errorCode?: unknown } | undefined)?.errorCode === 'string';
}

function wordOf(thrown: unknown): string {
  const word = (thrown as { errorCode?: unknown } | undefined)?.errorCode;
  return typeof word === 'string' ? word : '';
}

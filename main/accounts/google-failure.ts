// Owns: what a failure of Google's token endpoint means. Leaves to others: what to do about it.
import { AppError } from '../core/errors.ts';
import { answeredNonsense, signInRequired } from './sign-in.ts';
import { retryAfterOf } from './token-fetch.ts';

/**
 * The AppError for what googleapis threw. `accountId` is given when a stored refresh token was used.
 * googleapis' own error carries the request, and so the tokens: it never becomes a cause.
 */
export function googleFailure(thrown: unknown, accountId?: string): AppError {
  const ours = findOurs(thrown);
  if (ours) return ours;
  const { status, error, description, retryAfter } = answerOf(thrown);
  if (error === 'invalid_grant' && accountId !== undefined) {
    return signInRequired(
      'google',
      accountId,
      'Google no longer accepts its sign-in (it has expired or was revoked)',
    );
  }
  if (error === 'invalid_grant') {
    return answeredNonsense('google', 'did not accept the code that came back through the browser', {
      later: false,
      status,
    });
  }
  if (error === 'invalid_client' || error === 'unauthorized_client' || /client_secret/.test(description)) {
    return answeredNonsense('google', 'does not know the client id or client secret that Kith was given', {
      later: false,
      status,
    });
  }
  if (status === 429 || status >= 500) {
    return answeredNonsense('google', `is not available just now (status ${status})`, { status, retryAfter });
  }
  const word = /^[a-z_]{1,64}$/.test(error) ? `“${error}”` : `status ${status}`;
  return answeredNonsense('google', `refused with ${word}`, { later: false, status });
}

/** An AppError of ours that googleapis wrapped in its own error on the way. */
function findOurs(thrown: unknown): AppError | undefined {
  for (
    let error: unknown = thrown, depth = 0;
    error instanceof Error && depth < 5;
    error = error.cause, depth += 1
  ) {
    if (error instanceof AppError) return error;
  }
  return undefined;
}

interface Answer {
  readonly status: number;
  readonly error: string;
  readonly description: string;
  readonly retryAfter: number | undefined;
}

function answerOf(thrown: unknown): Answer {
  const response = (thrown as { response?: Partial<Response> & { data?: unknown } } | undefined)?.response;
  const body = response?.data as { error?: unknown; error_description?: unknown } | undefined;
  return {
    status: response?.status ?? 0,
    error: typeof body?.error === 'string' ? body.error : '',
    description: typeof body?.error_description === 'string' ? body.error_description : '',
    retryAfter: response?.headers && retryAfterOf(response.headers),
  };
}

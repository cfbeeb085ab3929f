// Owns: noticing that an account's service fails on the fragile parts of writes, which are left out from then on.
// Leaves to others: which parts these are (google-fields.ts), writing with or without them (google-write.ts).
import type { AccountId } from '../../core/account.ts';
import type { Json } from '../../core/json.ts';
import { ENTRY_SPECS } from './google-fields.ts';
import { isObject } from './google-values.ts';

/** One failure may be a passing one; two in a row, and nothing between that got through, are the parts' own. */
const FAILURES = 2;

/** Per account, until Kith quits. */
export interface FragileParts {
  readonly areSent: (account: AccountId) => boolean;
  /** What became of a request whose body was `body`: its status, null where none came. */
  readonly noticed: (account: AccountId, body: Json, status: number | null) => void;
}

export function fragileParts(): FragileParts {
  const failures = new Map<AccountId, number>();
  return {
    areSent: (account) => (failures.get(account) ?? 0) < FAILURES,
    noticed: (account, body, status) => {
      if (!carriesFragile(body)) return;
      // 502 to 504 speak of the way to the service, 500 of what it does with the request.
      if (status === 500) failures.set(account, (failures.get(account) ?? 0) + 1);
      else if (status !== null && status < 300) failures.delete(account);
    },
  };
}

/** Whether a Person with fragile parts is anywhere in a request's body. */
function carriesFragile(body: Json): boolean {
  if (Array.isArray(body)) return body.some((one: Json) => carriesFragile(one));
  if (!isObject(body)) return false;
  const own = ENTRY_SPECS.some(({ person, fragile }) => {
    const entries = fragile.size === 0 ? undefined : body[person];
    return (
      Array.isArray(entries) &&
      entries.some((entry: Json) => isObject(entry) && [...fragile].some((part) => part in entry))
    );
  });
  return own || Object.values(body).some((one) => one !== undefined && carriesFragile(one));
}

// Owns: how an account is called in the window. Leaves to others: its sign (components/ProviderMark.svelte).
import type { Account } from '../main/core/account.ts';
import { t } from './i18n/index.ts';

/** The address that was signed in with; "This computer" has none. */
export function accountName(account: Account): string {
  return account.provider === 'computer' || account.email === '' ? providerName(account) : account.email;
}

/** What keeps the account's contacts: "Google", "Microsoft", "This computer"; '' where the account is gone. */
export function providerName(account: Pick<Account, 'provider'> | undefined): string {
  return account === undefined ? '' : t(`provider.${account.provider}`);
}

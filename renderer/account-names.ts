// Owns: how an account, and a contact by its account, is called in the window. Leaves to others: its sign (components/ProviderMark.svelte).
import type { Account, AccountId } from '../main/core/account.ts';
import { t } from './i18n/index.ts';

/** The address that was signed in with; "This computer" has none. */
export function accountName(account: Account): string {
  return account.provider === 'computer' || account.email === '' ? providerName(account) : account.email;
}

/** What keeps the account's contacts: "Google", "Microsoft", "This computer"; '' where the account is gone. */
export function providerName(account: Pick<Account, 'provider'> | undefined): string {
  return account === undefined ? '' : t(`provider.${account.provider}`);
}

/** What tells a person's contacts apart: their accounts, and what else it takes where those are called alike. */
export function contactNames(
  contacts: readonly { readonly account: AccountId }[],
  find: (id: AccountId) => Account | undefined,
): readonly string[] {
  const all = contacts.map(({ account }) => ({ account, found: find(account) }));
  const nameOf = ({ found }: (typeof all)[number]): string =>
    found === undefined ? t('contact.otherAccount') : accountName(found);
  return all.map((one) => {
    const alike = all.filter((other) => nameOf(other) === nameOf(one));
    const here = alike.filter(({ account }) => account === one.account);
    const name =
      alike.length === here.length || one.found === undefined
        ? nameOf(one)
        : t('app.listJoin', { first: providerName(one.found), second: nameOf(one) });
    return here.length === 1 ? name : t('contact.nthOf', { account: name, nth: here.indexOf(one) + 1 });
  });
}

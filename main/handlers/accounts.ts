// Owns: the commands about accounts: link, sign in again, unlink. Leaves to others: the sign-in itself (accounts/).
import type { Account, AccountId, ProviderKind } from '../core/account.ts';
import { AppError } from '../core/errors.ts';
import type { Handlers } from '../../preload/contract.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import type { Change } from '../store/book-format.ts';
import { stayingChanges } from './copies.ts';
import type { HandlerDependencies } from './dependencies.ts';
import { afterBackup } from './mass-deletion.ts';
import { notFound } from './views.ts';

type AccountHandlers = Pick<
  Handlers,
  'accounts.list' | 'accounts.link' | 'accounts.signIn' | 'accounts.cancelLink' | 'accounts.unlink'
>;

/** How a link is made without a window: the address is handed over instead of opened, and the mapping may be chosen. */
export interface LinkOptions {
  readonly openBrowser?: (url: string) => Promise<void>;
  readonly graph?: 'v1.0' | 'beta';
  /** True where "signed in until Kith quits" would be over at once: a sign-in that cannot be kept is an error then. */
  readonly mustKeep?: boolean;
}

export interface AccountCommands extends AccountHandlers {
  'accounts.link': (provider: ProviderKind, options?: LinkOptions) => Promise<Account>;
  'accounts.signIn': (account: AccountId, options?: LinkOptions) => Promise<Account>;
}

export function accountHandlers(deps: HandlerDependencies): AccountCommands {
  let linking: AbortController | null = null;

  const signIn = async (
    provider: ProviderKind,
    expected: string | undefined,
    options: LinkOptions,
  ): Promise<SignedIn> => {
    linking?.abort(new AppError('auth.cancelled', 'This sign-in was replaced by a newer one.'));
    const attempt = new AbortController();
    linking = attempt;
    try {
      const { url, finished } = await deps.signIns[provider].start({
        signal: attempt.signal,
        ...(expected === undefined ? {} : { expected }),
      });
      const opened = (async () => (options.openBrowser ?? deps.openBrowser)(url))();
      // A browser that cannot be opened ends the sign-in with its own reason, not as a cancelled one.
      return await Promise.race([finished, opened.then(() => finished)]);
    } catch (thrown) {
      attempt.abort(thrown);
      throw thrown;
    } finally {
      if (linking === attempt) linking = null;
    }
  };

  /** Forgets a sign-in; "This computer" has none. */
  const forget = async ({ id, provider }: Account): Promise<void> => {
    if (provider !== 'computer') await deps.signIns[provider].forget(id);
  };

  const keep = async (person: SignedIn, id: AccountId, options: LinkOptions): Promise<void> => {
    const keeping = await person.keep(id);
    if (keeping.kind === 'untilQuit' && options.mustKeep === true) {
      const why =
        keeping.error?.code === 'keychain.locked'
          ? 'is locked'
          : keeping.error?.code === 'keychain.unavailable'
            ? 'cannot be used here'
            : 'did not take the sign-in';
      throw new AppError(
        keeping.error?.code ?? 'keychain.unavailable',
        `The account was not linked: this computer’s keychain ${why}, so the sign-in could not be stored. What was there before is kept. Unlock or install a keychain and link again, or keep sign-ins in a file with --no-keychain.`,
        { retry: 'afterUser', context: keeping.error?.context ?? {}, cause: keeping.error },
      );
    }
  };

  const store = (account: Account): Account => {
    deps.book.transaction([{ kind: 'putAccount', account }]);
    deps.emit('accounts.changed', { accounts: deps.book.accounts() });
    return account;
  };

  const link = async (provider: ProviderKind, options: LinkOptions = {}): Promise<Account> => {
    const person = await signIn(provider, undefined, options);
    const known = deps.book
      .accounts()
      .find((account) => account.provider === provider && account.userId === person.userId);
    const id = known?.id ?? (deps.ids.next() as AccountId);
    await keep(person, id, options);
    const fresh: Account = {
      id,
      provider,
      userId: person.userId,
      email: person.email,
      name: person.name,
      state: 'active',
      ...(provider === 'microsoft' ? { graph: options.graph ?? 'v1.0' } : {}),
      linkedAt: new Date(deps.clock.now()).toISOString(),
      ...(deps.rehearsesFirstSync ? { rehearsal: { writes: null } } : {}),
    };
    return renew(id, person) ?? (await storeOrForget(fresh));
  };

  /** The account signed in again, as it stands now: syncs went on while the person was in the browser. Null if it is gone. */
  const renew = (id: AccountId, person: SignedIn): Account | null => {
    const account = deps.book.account(id);
    return account === null
      ? null
      : store({ ...account, state: 'active', email: person.email, name: person.name });
  };

  /** A sign-in kept for an account that could not be stored would be nobody's. */
  const storeOrForget = async (account: Account): Promise<Account> => {
    try {
      return store(account);
    } catch (thrown) {
      await forget(account).catch(() => undefined);
      throw thrown;
    }
  };

  return {
    'accounts.list': () => deps.book.accounts(),
    'accounts.link': link,
    'accounts.signIn': async (id, options = {}) => {
      const account = deps.book.account(id);
      if (account === null || account.provider === 'computer') throw notFound('account', id);
      const person = await signIn(account.provider, account.userId, options);
      await keep(person, id, options);
      const renewed = renew(id, person);
      if (renewed !== null) return renewed;
      // Unlinked while the person was in the browser.
      await forget(account);
      throw notFound('account', id);
    },
    'accounts.cancelLink': () =>
      linking?.abort(new AppError('auth.cancelled', 'Signing in was cancelled. Nothing was changed.')),
    'accounts.unlink': async (id) => {
      const account = deps.book.account(id);
      if (account === null) throw notFound('account', id);
      const changes: readonly Change[] = [{ kind: 'dropAccount', id }];
      await afterBackup(
        deps,
        () => ({ changes }),
        () => forget(account),
      );
      deps.receipts.forget(id);
      deps.book.transaction([...stayingChanges(deps, id), ...changes]);
      deps.emit('accounts.changed', { accounts: deps.book.accounts() });
    },
  };
}

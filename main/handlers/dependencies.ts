// Owns: what the handlers need from the rest of Kith, as interfaces. Leaves to others: making it (main/index.ts).
import type { SignIn } from '../accounts/sign-in.ts';
import type { AccountKind, ProviderKind } from '../core/account.ts';
import type { SpokenLanguage } from '../core/language.ts';
import type { Clock, Ids, OthersTurn } from '../core/ports.ts';
import type { Receipts } from '../core/receipt.ts';
import type { Engine } from '../sync/engine.ts';
import type { ContactProvider } from '../providers/provider.ts';
import type { Archive } from '../store/archive.ts';
import type { Book, OpenBook } from '../store/book.ts';
import type { DraftStore } from '../store/drafts.ts';
import type { History } from '../store/history.ts';
import type { HoldOf, PersonIndex } from '../store/person-index.ts';
import type { PhotoStore } from '../store/photos.ts';
import type { AppInfo, EventName, Events, OpenTarget, OutsideCall } from '../../preload/contract.ts';

/** What the window and the command line each have of their own. */
export interface Surrounded {
  /** Opens the person's browser at a sign-in page. */
  openBrowser(url: string): Promise<void>;
  /** Opens an address outside Kith after checking it. Errors: `input.invalid`. */
  openTarget(target: OpenTarget): Promise<void>;
  /** Whether the first sync of an account linked here writes nothing before a person has agreed to it. */
  readonly rehearsesFirstSync: boolean;
  /** What was asked of Kith from outside its window, each given out once. */
  takeCalls(): readonly OutsideCall[];
  /** Asks the person where a file of this name is to be written; null: nowhere. */
  chooseFile(suggested: string): Promise<string | null>;
  /** When the next sync starts by itself (ISO 8601); null: it does not. */
  nextSyncAt(): string | null;
  /** A person changed something that a cloud is to hear of. */
  edited(): void;
  emit<K extends EventName>(event: K, payload: Events[K]): void;
}

export interface HandlerDependencies extends Surrounded {
  readonly book: OpenBook;
  readonly history: History;
  readonly archive: Archive;
  readonly photos: PhotoStore;
  readonly drafts: DraftStore;
  readonly index: PersonIndex;
  readonly engine: Engine;
  readonly providers: Readonly<Record<AccountKind, ContactProvider>>;
  readonly signIns: Readonly<Record<ProviderKind, SignIn>>;
  readonly holdOf: HoldOf;
  readonly receipts: Receipts;
  readonly clock: Clock;
  readonly othersTurn: OthersTurn;
  /** The time zone of the person (`Europe/Berlin`), and the language that the window speaks. */
  zone(): string;
  spoken(): SpokenLanguage;
  readonly ids: Ids;
  readonly info: Omit<AppInfo, 'clients' | 'secrets'> & {
    clients(): AppInfo['clients'];
    secrets(): AppInfo['secrets'];
  };
}

/** What deciding a conflict and keeping in step need; the book may be a copy of the stored one. */
export interface Deciding extends Pick<HandlerDependencies, 'clock' | 'ids' | 'holdOf'> {
  readonly book: Book;
}

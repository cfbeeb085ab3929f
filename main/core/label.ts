// Owns: what is stored of a label of one account (a Google contact group, an Outlook category). Leaves to others: which
// contacts carry it (their `labels` field names its `ref`), bringing it to the cloud (sync/).
import type { AccountId, LabelId } from './account.ts';
import type { ErrorInfo } from './errors.ts';

/**
 * A label. `base` is the name that both sides agreed on (null: the cloud has none yet), `name` is ours (null: deleted
 * here, the cloud not yet told). `ref` is the cloud's own key, which contacts name; null until the cloud has it.
 */
export interface Label {
  readonly id: LabelId;
  readonly account: AccountId;
  readonly ref: string | null;
  readonly etag: string | null;
  readonly base: string | null;
  readonly name: string | null;
  readonly kind: 'user' | 'system';
  readonly problem: ErrorInfo | null;
}

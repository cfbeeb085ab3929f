// Owns: what the contract says about the encryption of the address book on this computer's disk.
// Leaves to others: the commands (contract.ts), doing it (main/store).

/** Whether the files of the address book are encrypted. While that changes everything can be read and edited as ever. */
export interface EncryptionView {
  readonly sealing: 'off' | 'turningOn' | 'on' | 'turningOff';
  /** Why it cannot be switched on here, and what to do; null: it can be, or it is on. */
  readonly why: string | null;
  /** Why the switch that is under way stopped; it goes on when it is asked for again, and with the next start. */
  readonly problem: string | null;
  /** The latest switch was cancelled: the files become what they were before it, or are so again. */
  readonly cancelled: boolean;
}

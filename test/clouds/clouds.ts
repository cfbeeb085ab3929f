// Owns: starting both practice clouds together, with people they share.
// Leaves to others: each cloud itself (google/, microsoft/), making people up (people.ts), the command line (serve.ts).
import { startGoogleCloud } from './google/google-cloud.ts';
import type { GoogleCloud } from './google/google-cloud.ts';
import { startMicrosoftCloud } from './microsoft/microsoft-cloud.ts';
import { makeBooks } from './people.ts';

export interface CloudsOptions {
  /** How many contacts each cloud holds. */
  readonly google: number;
  readonly microsoft: number;
  /** Fraction of the smaller book that is in both, 0–1; 0.6 unless told. */
  readonly overlap?: number;
  readonly seed?: number;
  /** Google's port, Microsoft takes the next one; 0 or absent: free ports. */
  readonly port?: number;
  readonly autoConsent?: boolean;
  /** Milliseconds since 1970; the real clock unless told. */
  readonly now?: () => number;
}

export type MicrosoftCloud = Awaited<ReturnType<typeof startMicrosoftCloud>>;

export interface Clouds {
  readonly google: GoogleCloud;
  readonly microsoft: MicrosoftCloud;
  /** How many people are in both. */
  readonly shared: number;
  /** The content of the file that `KITH_ENDPOINTS` names. */
  readonly endpoints: {
    readonly google: GoogleCloud['endpoints'];
    readonly microsoft: MicrosoftCloud['endpoints'];
  };
  close(): Promise<void>;
}

/** Starts both, or neither: rejects when a port is taken. */
export async function startClouds(options: CloudsOptions): Promise<Clouds> {
  const { seed = 1, port = 0, autoConsent = false, now } = options;
  const books = makeBooks({ ...options, seed });
  const common = { seed, autoConsent, ...(now === undefined ? {} : { now }) };
  const google = await startGoogleCloud({ ...common, port, contacts: books.google });
  try {
    const nextPort = port === 0 ? 0 : port + 1;
    const microsoft = await startMicrosoftCloud({ ...common, port: nextPort, people: books.microsoft });
    return {
      google,
      microsoft,
      shared: books.shared,
      endpoints: { google: google.endpoints, microsoft: microsoft.endpoints },
      close: async () => {
        await Promise.all([google.close(), microsoft.close()]);
      },
    };
  } catch (error) {
    await google.close();
    throw error;
  }
}

// Owns: which addresses and client ids Kith signs in with: the real services unless settings or the environment say else.
// Leaves to others: asking those addresses, and telling the person that they are overridden.
import { readFile } from 'node:fs/promises';
import { AppError } from '../core/errors.ts';

export interface GoogleEndpoints {
  readonly authorize: string;
  readonly token: string;
  readonly revoke: string;
  /** The root to which `/v1/people…` is appended; no trailing slash. */
  readonly api: string;
}

export interface MicrosoftEndpoints {
  readonly authorize: string;
  readonly token: string;
  /** The root to which `/v1.0/…` or `/beta/…` is appended; no trailing slash. */
  readonly graph: string;
}

export interface Endpoints {
  readonly google: GoogleEndpoints;
  readonly microsoft: MicrosoftEndpoints;
  /** Which providers do not use their real addresses. */
  readonly overridden: readonly ('google' | 'microsoft')[];
}

export const defaultEndpoints: Endpoints = {
  google: {
    authorize: 'https://accounts.google.com/o/oauth2/v2/auth',
    token: 'https://oauth2.googleapis.com/token',
    revoke: 'https://oauth2.googleapis.com/revoke',
    api: 'https://people.googleapis.com',
  },
  microsoft: {
    authorize: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
    token: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
    graph: 'https://graph.microsoft.com',
  },
  overridden: [],
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The endpoints of this run: those of the file named by `KITH_ENDPOINTS`, else the real ones.
 * Errors: `config.endpoints`, naming the file and the field.
 */
export async function readEndpoints(
  environment: Environment,
  read: (file: string) => Promise<string> = (file) => readFile(file, 'utf8'),
): Promise<Endpoints> {
  const file = environment['KITH_ENDPOINTS'];
  if (file === undefined || file === '') return defaultEndpoints;
  let text: string;
  try {
    text = await read(file);
  } catch (cause) {
    throw broken(file, 'cannot be read', undefined, cause);
  }
  return parseEndpoints(text, file);
}

/** Reads the JSON of an endpoints file; `file` is its name for messages. Errors: `config.endpoints`. */
export function parseEndpoints(text: string, file: string): Endpoints {
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch (cause) {
    throw broken(file, 'is not JSON', undefined, cause);
  }
  if (!isRecord(whole)) throw broken(file, 'must hold a JSON object');
  const google = section(whole, 'google', ['authorize', 'token', 'revoke', 'api'], file);
  const microsoft = section(whole, 'microsoft', ['authorize', 'token', 'graph'], file);
  return {
    google: google ?? defaultEndpoints.google,
    microsoft: microsoft ?? defaultEndpoints.microsoft,
    overridden: [...(google ? (['google'] as const) : []), ...(microsoft ? (['microsoft'] as const) : [])],
  };
}

function section<K extends string>(
  whole: Readonly<Record<string, unknown>>,
  provider: string,
  names: readonly K[],
  file: string,
): Readonly<Record<K, string>> | undefined {
  const given = whole[provider];
  if (given === undefined) return undefined;
  if (!isRecord(given)) throw broken(file, `must hold an object at “${provider}”`, provider);
  const found = names.map((name) => [name, address(given[name], `${provider}.${name}`, file)] as const);
  return Object.fromEntries(found) as Readonly<Record<K, string>>;
}

function address(value: unknown, field: string, file: string): string {
  if (value === undefined) throw broken(file, `lacks “${field}”`, field);
  if (typeof value !== 'string' || !URL.canParse(value)) {
    throw broken(file, `must hold an address at “${field}”`, field);
  }
  const url = new URL(value);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw broken(file, `must hold an http or https address at “${field}”`, field);
  }
  if (url.username !== '' || url.password !== '' || url.hash !== '') {
    throw broken(file, `must not hold a user name, password or # part at “${field}”`, field);
  }
  return value.replace(/\/+$/, '');
}

function broken(file: string, fault: string, field?: string, cause?: unknown): AppError {
  return new AppError(
    'config.endpoints',
    `The endpoints file ${file} (named by KITH_ENDPOINTS) ${fault}. Nothing was signed in or changed. ` +
      'Correct the file, or unset KITH_ENDPOINTS to use the real services.',
    { retry: 'afterUser', context: field === undefined ? { file } : { file, field }, cause },
  );
}

/** A registration of Kith at a provider. Google's desktop clients have a secret that is none; Microsoft's have none. */
export interface OAuthClient {
  readonly id: string;
  readonly secret?: string;
}

export interface OAuthClients {
  readonly google?: OAuthClient;
  readonly microsoft?: OAuthClient;
}

/** The clients of the environment, each falling back as a whole to the settings (or the build) handed in. */
export function readClients(environment: Environment, settings: OAuthClients = {}): OAuthClients {
  const google = environment['KITH_GOOGLE_CLIENT_ID']?.trim();
  const secret = environment['KITH_GOOGLE_CLIENT_SECRET']?.trim();
  const microsoft = environment['KITH_MICROSOFT_CLIENT_ID']?.trim();
  return {
    ...settings,
    ...(google ? { google: { id: google, ...(secret ? { secret } : {}) } } : {}),
    ...(microsoft ? { microsoft: { id: microsoft } } : {}),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The client ids that a person entered. */
export type ClientSettings = Readonly<
  Record<'googleClientId' | 'googleClientSecret' | 'microsoftClientId', string>
>;

/** The settings' client ids as the sign-ins want them; an empty text is no client id. */
export function clientsOf(settings: ClientSettings): OAuthClients {
  const { googleClientId, googleClientSecret, microsoftClientId } = settings;
  return {
    ...(googleClientId === ''
      ? {}
      : {
          google: {
            id: googleClientId,
            ...(googleClientSecret === '' ? {} : { secret: googleClientSecret }),
          },
        }),
    ...(microsoftClientId === '' ? {} : { microsoft: { id: microsoftClientId } }),
  };
}

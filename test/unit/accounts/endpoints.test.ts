// Owns: which addresses and clients are used, and what is said of a bad endpoints file. Leaves to others: using them.
import { expect, test } from 'vitest';
import {
  defaultEndpoints,
  parseEndpoints,
  readClients,
  readEndpoints,
} from '../../../main/accounts/endpoints.ts';
import { AppError } from '../../../main/core/errors.ts';

const google = {
  authorize: 'http://127.0.0.1:1/a',
  token: 'http://127.0.0.1:1/t',
  revoke: 'http://127.0.0.1:1/r',
  api: 'http://127.0.0.1:1/',
};
const microsoft = { authorize: 'https://h.test/a', token: 'https://h.test/t', graph: 'https://h.test/g' };
const parse = (whole: unknown) => parseEndpoints(JSON.stringify(whole), '/e.json');

test('both providers, without trailing slashes, ignoring what else is in the file', () => {
  expect(parse({ google: { ...google, extra: 1 }, microsoft, other: [] })).toEqual({
    google: { ...google, api: 'http://127.0.0.1:1' },
    microsoft,
    overridden: ['google', 'microsoft'],
  });
});

test('a provider that is missing keeps its real addresses', () => {
  expect(parse({ microsoft })).toEqual({
    google: defaultEndpoints.google,
    microsoft,
    overridden: ['microsoft'],
  });
  expect(parse({})).toEqual(defaultEndpoints);
});

test.each([
  ['not JSON', '{"google":', undefined],
  ['a list', '[]', undefined],
  ['null', 'null', undefined],
  ['a provider that is no object', '{"google":"x"}', 'google'],
  ['a missing field', JSON.stringify({ microsoft: { ...microsoft, graph: undefined } }), 'microsoft.graph'],
  ['a number', JSON.stringify({ google: { ...google, token: 1 } }), 'google.token'],
  ['no address', JSON.stringify({ google: { ...google, token: '/token' } }), 'google.token'],
  ['another scheme', JSON.stringify({ google: { ...google, api: 'file:///etc' } }), 'google.api'],
  ['a password', JSON.stringify({ google: { ...google, api: 'https://u:p@h.test' } }), 'google.api'],
  ['a # part', JSON.stringify({ google: { ...google, api: 'https://h.test/#x' } }), 'google.api'],
])('%s is refused, naming the file and the field', (_, text, field) => {
  let error: unknown;
  try {
    parseEndpoints(text, '/e.json');
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({
    code: 'config.endpoints',
    context: field === undefined ? { file: '/e.json' } : { file: '/e.json', field },
  });
  expect((error as AppError).message).toContain('/e.json');
  if (field !== undefined) expect((error as AppError).message).toContain(field);
});

test('the file is read only when it is named, and one that is not there is said', async () => {
  const never = (): Promise<string> => Promise.reject(new Error('read'));
  expect(await readEndpoints({}, never)).toBe(defaultEndpoints);
  expect(await readEndpoints({ KITH_ENDPOINTS: '' }, never)).toBe(defaultEndpoints);
  expect(
    (await readEndpoints({ KITH_ENDPOINTS: '/e' }, async () => JSON.stringify({ microsoft }))).microsoft,
  ).toEqual(microsoft);
  await expect(readEndpoints({ KITH_ENDPOINTS: '/nowhere/e.json' })).rejects.toMatchObject({
    code: 'config.endpoints',
    context: { file: '/nowhere/e.json' },
  });
});

test('clients come from the environment, else from the settings, never half from each', () => {
  const settings = { google: { id: 's', secret: 'ss' }, microsoft: { id: 'm' } };
  expect(readClients({}, settings)).toEqual(settings);
  expect(readClients({ KITH_GOOGLE_CLIENT_ID: ' e ' }, settings)).toEqual({
    ...settings,
    google: { id: 'e' },
  });
  expect(
    readClients({
      KITH_GOOGLE_CLIENT_ID: 'e',
      KITH_GOOGLE_CLIENT_SECRET: 'es',
      KITH_MICROSOFT_CLIENT_ID: 'em',
    }),
  ).toEqual({
    google: { id: 'e', secret: 'es' },
    microsoft: { id: 'em' },
  });
  expect(readClients({ KITH_GOOGLE_CLIENT_ID: ' ', KITH_GOOGLE_CLIENT_SECRET: 'es' })).toEqual({});
});

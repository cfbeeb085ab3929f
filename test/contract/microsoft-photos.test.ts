// Owns: the photos of the Microsoft provider against the practice cloud, over HTTP.
// Leaves to others: when photos are read and sent (sync/photos.test.ts), the practice cloud's own rules (microsoft-cloud.test.ts).
import { expect, it } from 'vitest';
import type { RemoteContact } from '../../main/providers/provider.ts';
import { collect, connect, people } from './microsoft-setup.ts';

const jpeg = (text: string) => Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.from(text)]);
const photo = (text: string) => ({ type: 'image/jpeg' as const, bytes: jpeg(text) });

async function withContact(graph: 'v1.0' | 'beta' = 'v1.0') {
  const connected = await connect({ contacts: people(1) }, graph);
  const [contact] = collect(await connected.pull(null)) as [RemoteContact];
  connected.cloud.log.clear();
  const place = { remoteId: contact.remoteId, photoUrl: null };
  const { photos } = connected.provider;
  return {
    ...connected,
    contact,
    photos,
    read: () => photos.read(connected.account, place),
    write: (text: string) => photos.write(connected.account, contact.remoteId, photo(text)),
    remove: () => photos.remove(connected.account, contact.remoteId),
  };
}

it.each(['v1.0', 'beta'] as const)('[pain 12] %s: reads and writes the bytes as they are', async (graph) => {
  const { cloud, contact, read, write } = await withContact(graph);
  expect(await read()).toBeNull();
  await write('mine');
  expect(cloud.book.photo(contact.remoteId)).toEqual(jpeg('mine'));
  const found = await read();
  expect(found!.type).toBe('image/jpeg');
  expect(Buffer.from(found!.bytes)).toEqual(jpeg('mine'));
});

it('reads a PNG that another program left there as what it is', async () => {
  const { cloud, contact, read } = await withContact();
  const png = Buffer.from('89504e470d0a1a0a00', 'hex');
  cloud.book.setPhoto(contact.remoteId, png);
  expect(await read()).toMatchObject({ type: 'image/png' });
});

it('brings the contact’s new version, so that the next update is not stale', async () => {
  const { contact, provider, account, write } = await withContact();
  const { contact: after } = await write('mine');
  expect(after!.etag).not.toBe(contact.etag);
  expect(after!.fields).toEqual(contact.fields);
  const [outcome] = await provider.write(account, [
    {
      kind: 'update',
      key: 'k',
      remoteId: contact.remoteId,
      etag: after!.etag,
      base: after!.fields,
      fields: { ...after!.fields, fileAs: 'x' },
      changed: ['fileAs'],
    },
  ]);
  expect(outcome!.kind).toBe('done');
});

it('a photo counts as written although the new version could not be read', async () => {
  const { cloud, contact, write } = await withContact();
  cloud.faults.status = { code: 503, match: '$batch' };
  expect(await write('mine')).toEqual({ contact: null });
  expect(cloud.book.photo(contact.remoteId)).toEqual(jpeg('mine'));
});

it('[pain 13] removes by an empty photo, and makes sure of it', async () => {
  const { cloud, contact, read, write, remove } = await withContact();
  await write('mine');
  await remove();
  expect(await read()).toBeNull();
  for (const way of ['refused', 'ignored'] as const) {
    await write('mine');
    cloud.faults.photoRemoval = way;
    await expect(remove()).rejects.toMatchObject({ code: 'provider.rejected' });
    expect(cloud.book.photo(contact.remoteId)).toEqual(jpeg('mine'));
    delete cloud.faults.photoRemoval;
  }
  expect(cloud.log.requests.filter(({ method }) => method === 'DELETE')).toEqual([]);
});

it('tells refusals, a missing contact, throttling and a conflict that is none apart', async () => {
  const { cloud, contact, write, read, remove } = await withContact();
  cloud.faults.photosRefused = true;
  await expect(write('x')).rejects.toMatchObject({ code: 'provider.forbidden' });
  await expect(read()).rejects.toMatchObject({ code: 'provider.forbidden' });
  delete cloud.faults.photosRefused;
  cloud.faults.status = { code: 429, times: 1, retryAfter: '2.128', match: 'photo' };
  await expect(write('x')).rejects.toMatchObject({
    code: 'provider.throttled',
    context: { retryAfter: 2.128 },
  });
  cloud.faults.status = { code: 412, times: 1, match: 'photo' };
  await expect(write('x')).rejects.toMatchObject({ code: 'provider.unavailable' });
  cloud.faults.html = true;
  await expect(read()).rejects.toMatchObject({ code: 'provider.badResponse' });
  delete cloud.faults.html;
  cloud.book.remove(contact.remoteId);
  await expect(write('x')).rejects.toMatchObject({ code: 'provider.notFound' });
  await expect(remove()).rejects.toMatchObject({ code: 'provider.notFound' });
  expect(await read()).toBeNull();
});

it('renews a token that was refused, and sends the photo again', async () => {
  const { cloud, contact, tokens, write } = await withContact();
  tokens.spoilNext = true;
  await write('mine');
  expect(tokens.forced).toBe(1);
  expect(cloud.book.photo(contact.remoteId)).toEqual(jpeg('mine'));
});

it('[law 21] knows without asking what Outlook would not take', async () => {
  const { cloud, photos } = await withContact();
  const refusal = (type: 'image/jpeg' | 'image/png', size: number) =>
    photos.refusal({ type, bytes: new Uint8Array(size) })?.code ?? null;
  expect(refusal('image/jpeg', 4 * 1024 * 1024)).toBeNull();
  expect(refusal('image/jpeg', 4 * 1024 * 1024 + 1)).toBe('provider.rejected');
  expect(refusal('image/png', 1)).toBe('provider.rejected');
  expect(cloud.log.requests).toEqual([]);
});

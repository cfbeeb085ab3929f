// Owns: the photos of the Google provider against the practice Google, over HTTP and the real googleapis client.
// Leaves to others: when photos are read and sent (sync/photos.test.ts), addresses (unit/providers/google-picture.test.ts).
import { describe, expect, it } from 'vitest';
import { googleProvider } from '../../main/providers/google/google-provider.ts';
import { account, contactIn, contactsOf, cursorOf, edit, linkedGoogle } from './support/linked-google.ts';

const { cloud, google, make, pull, readOne, write } = linkedGoogle();

const jpeg = (text: string) => Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.from(text)]);
const photo = (text: string) => ({ type: 'image/jpeg' as const, bytes: jpeg(text) });
const ann = () => make({ names: [{ givenName: 'Ann' }] });
const placeOf = async (remoteId: string) => ({
  remoteId,
  photoUrl: (await readOne(remoteId)).readOnly.photoUrl ?? null,
});

describe('reading', () => {
  it('[pain 12] gets the original where the address names a small one, without the token', async () => {
    const name = ann();
    cloud().book.setPhoto(name, jpeg('original'));
    const place = await placeOf(name);
    cloud().log.clear();
    const read = await google().photos.read(account, place);
    expect(read).toMatchObject({ type: 'image/jpeg' });
    expect(Buffer.from(read!.bytes)).toEqual(jpeg('original'));
    expect(cloud().log.requests).toHaveLength(1);
    expect(cloud().log.requests[0]!.headers).not.toHaveProperty('authorization');
  });

  it('a generated placeholder is no photo, and asks nothing', async () => {
    const place = await placeOf(ann());
    cloud().log.clear();
    expect(place.photoUrl).toBeNull();
    expect(await google().photos.read(account, place)).toBeNull();
    expect(cloud().log.requests).toEqual([]);
  });

  it('an address that leads nowhere any more is no photo', async () => {
    const name = ann();
    cloud().book.setPhoto(name, jpeg('first'));
    const place = await placeOf(name);
    cloud().book.setPhoto(name, jpeg('second'));
    expect(await google().photos.read(account, place)).toBeNull();
  });

  it('does not ask another server, also where Google’s own leads there', async () => {
    const asked: string[] = [];
    const evil = 'https://evil.example/face.jpg';
    const provider = googleProvider({
      rootUrl: 'https://people.googleapis.com',
      now: () => 0,
      accessToken: () => Promise.reject(new Error('no token is needed')),
      fetchImplementation: (input) => {
        asked.push(input);
        return Promise.resolve(new Response(null, { status: 302, headers: { location: evil } }));
      },
    });
    const read = (photoUrl: string) => provider.photos.read(account, { remoteId: 'people/c1', photoUrl });
    await expect(read(evil)).rejects.toMatchObject({ code: 'provider.badResponse' });
    expect(asked).toEqual([]);
    const own = 'https://lh3.googleusercontent.com/a=s0';
    await expect(read(own)).rejects.toMatchObject({ code: 'provider.badResponse' });
    expect(asked).toEqual([own]);
  });

  it.each([
    ['a page instead of a picture', 'html', true, 'provider.badResponse'],
    ['no answer', 'offline', true, 'network.offline'],
  ] as const)('%s is no photo and no answer', async (_what, fault, on, code) => {
    const name = ann();
    cloud().book.setPhoto(name, jpeg('x'));
    const place = await placeOf(name);
    cloud().faults[fault] = on;
    await expect(google().photos.read(account, place)).rejects.toMatchObject({ code });
  });
});

describe('writing', () => {
  it('[pain 12] sends the bytes as they are, and brings the new version and address', async () => {
    const name = ann();
    const before = await readOne(name);
    const { contact } = await google().photos.write(account, name, photo('mine'));
    expect(cloud().book.photo(name)).toEqual(jpeg('mine'));
    expect(contact!.etag).not.toBe(before.etag);
    expect(contact!.fields).toEqual(before.fields);
    expect(contact!.readOnly.photoUrl).toBe((await readOne(name)).readOnly.photoUrl);
    expect(cloud().log.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
  });

  it('[law 2] hears no echo, and the next update is not stale', async () => {
    const name = ann();
    const [page] = await pull();
    const { contact } = await google().photos.write(account, name, photo('mine'));
    expect(await pull(cursorOf([page!]), [contact!])).toMatchObject([{ contacts: [], unchanged: [name] }]);
    expect(contactIn(await write(edit(contact!, { gender: { value: 'x' } }))).fields.gender).toEqual({
      value: 'x',
    });
  });

  it('changes with the picture alone: another edit leaves the address', async () => {
    const name = ann();
    const { contact } = await google().photos.write(account, name, photo('mine'));
    cloud().book.edit(name, { nicknames: [{ value: 'Annie' }] });
    expect((await readOne(name)).readOnly.photoUrl).toBe(contact!.readOnly.photoUrl);
    const other = await google().photos.write(account, name, photo('other'));
    expect(other.contact!.readOnly.photoUrl).not.toBe(contact!.readOnly.photoUrl);
  });

  it('removes, and says that there is none', async () => {
    const name = ann();
    await google().photos.write(account, name, photo('mine'));
    const { contact } = await google().photos.remove(account, name);
    expect(contact!.readOnly).not.toHaveProperty('photoUrl');
    expect(cloud().book.photo(name)).toBeNull();
    expect(contactsOf(await pull())[0]!.readOnly).not.toHaveProperty('photoUrl');
  });

  it('tells a refusal, a missing contact, and a lost reply apart', async () => {
    const name = ann();
    const send = () => google().photos.write(account, name, photo('mine'));
    cloud().faults.photosRefused = true;
    await expect(send()).rejects.toMatchObject({ code: 'provider.rejected' });
    await expect(google().photos.remove(account, name)).rejects.toMatchObject({ code: 'provider.rejected' });
    delete cloud().faults.photosRefused;
    cloud().faults.photoLimit = 5;
    await expect(send()).rejects.toMatchObject({ code: 'provider.rejected' });
    delete cloud().faults.photoLimit;
    cloud().faults.dropReplyAfterApply = { times: 1 };
    await expect(send()).rejects.toMatchObject({ code: 'network.offline' });
    expect(cloud().book.photo(name)).toEqual(jpeg('mine'));
    cloud().book.remove(name);
    await expect(send()).rejects.toMatchObject({ code: 'provider.notFound' });
    await expect(google().photos.remove(account, name)).rejects.toMatchObject({ code: 'provider.notFound' });
  });

  it('knows without asking that only JPEG and PNG are taken', () => {
    const refusal = (type: 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp') =>
      google().photos.refusal({ type, bytes: new Uint8Array() })?.code ?? null;
    expect(
      ['image/jpeg', 'image/png', 'image/gif', 'image/webp'].map((type) => refusal(type as never)),
    ).toEqual([null, null, 'provider.rejected', 'provider.rejected']);
  });
});

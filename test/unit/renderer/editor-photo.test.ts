// Owns: how a picture becomes a photo in the editor: file, drop, paste, crop, and that only saving keeps it, in a real browser over
// the fake bridge. Leaves to others: the arithmetic (crop.test.ts), the clouds (sync/photos*.test.ts).
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { CreateContact, SaveContact } from '../../../preload/contract.ts';
import { PORTRAIT } from '../../support/fake-places.ts';
import { barriers } from '../../support/window-page.ts';
import { beginEdit, by, openPerson } from '../../support/window-scenes.ts';
import { focusedId, gone, PNG, windowTests } from '../../support/window-tests.ts';

const { start, asked } = windowTests();

/** A JPEG of 60 × 30 pixels whose camera noted that it was held upright (EXIF orientation 6), made by the browser. */
async function turned(page: Page): Promise<Buffer> {
  const base64: string = await page.evaluate(async () => {
    const scope = globalThis as never as { OffscreenCanvas: new (w: number, h: number) => never };
    const canvas = new scope.OffscreenCanvas(60, 30) as {
      getContext(kind: '2d'): { fillStyle: string; fillRect(...at: number[]): void };
      convertToBlob(how: object): Promise<{ arrayBuffer(): Promise<ArrayBuffer> }>;
    };
    const context = canvas.getContext('2d');
    context.fillStyle = 'red';
    context.fillRect(0, 0, 30, 30);
    context.fillStyle = 'blue';
    context.fillRect(30, 0, 30, 30);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer());
    return btoa(String.fromCharCode(...bytes));
  });
  const jpeg = Buffer.from(base64, 'base64');
  const tiff = '4d4d002a00000008' + '0001' + '0112000300000001' + '00060000' + '00000000';
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), Buffer.from(tiff, 'hex')]);
  const head = Buffer.from([0xff, 0xe1, (exif.length + 2) >> 8, (exif.length + 2) & 255]);
  return Buffer.concat([jpeg.subarray(0, 2), head, exif, jpeg.subarray(2)]);
}

const crop = async (page: Page): Promise<readonly number[]> =>
  (await by(page, 'crop').getAttribute('data-crop'))!.split(' ').map(Number);

/** Drops or pastes a file, as the system does. */
function give(page: Page, testid: string, kind: 'drop' | 'paste', text?: string): Promise<unknown> {
  return by(page, testid).evaluate(
    (target, { event, base64, plain }) => {
      const scope = globalThis as never as Record<string, new (...args: unknown[]) => never>;
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      const data = new scope['DataTransfer']!() as {
        items: { add(what: unknown, type?: string): void };
      };
      data.items.add(new scope['File']!([bytes], 'ada.png', { type: 'image/png' }));
      if (plain !== undefined) data.items.add(plain, 'text/plain');
      const options = { dataTransfer: data, clipboardData: data, bubbles: true, cancelable: true };
      const made =
        event === 'drop'
          ? new scope['DragEvent']!('drop', options)
          : new scope['ClipboardEvent']!('paste', options);
      (target as unknown as { dispatchEvent(event: unknown): void }).dispatchEvent(made);
    },
    { event: kind, base64: PORTRAIT.base64, plain: text },
  );
}

describe('a photo in the editor', () => {
  test('is cut out with the keyboard alone, seen at once, and saved with the rest in one edit', async () => {
    const page = await start();
    await openPerson(page, 'Zoë');
    await beginEdit(page);
    await by(page, 'photo-file').setInputFiles(PNG);
    await by(page, 'crop').waitFor();
    expect(await focusedId(page)).toBe('crop');
    expect(await crop(page)).toEqual([24, 24, 48]);
    await page.keyboard.press('Escape');
    await gone(page, 'crop');
    expect(await by(page, 'draft-photo').count()).toBe(0);
    await by(page, 'photo-file').setInputFiles({
      ...PNG,
      buffer: await turned(page),
      name: 'a.jpg',
      mimeType: 'image/jpeg',
    });
    await by(page, 'crop').waitFor();
    await page.keyboard.press('Enter');
    await by(page, 'draft-photo').waitFor();
    await by(page, 'field-notes-0-text').fill('with a photo');
    await by(page, 'save').click();
    await by(page, 'contact-name').waitFor();
    const [[save] = []] = (await asked('contacts.save')) as readonly (readonly [SaveContact])[];
    expect(save?.fields).toEqual({ notes: { text: 'with a photo' } });
    expect(save?.photo).toEqual({ type: 'image/jpeg', base64: expect.stringMatching(/^\/9j\//) as string });
    expect(await asked('photos.set')).toEqual([]);
  });

  test('is turned as its camera was held, moved by the pointer, and enlarged by the wheel and the slider', async () => {
    const page = await start();
    await by(page, 'new-contact').click();
    const large = { ...PNG, buffer: await turned(page), mimeType: 'image/jpeg' };
    await by(page, 'photo-file').setInputFiles(large);
    await by(page, 'crop').waitFor();
    // 30 wide and 60 high: upright, the square a third from the top.
    expect(await crop(page)).toEqual([15, 25, 30]);
    const { x, y, width, height } = (await by(page, 'crop').boundingBox())!;
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, y + height / 2 - height / 3, { steps: 4 });
    await page.mouse.up();
    expect(await crop(page)).toEqual([15, 35, 30]);
    await page.keyboard.press('ArrowDown');
    expect((await crop(page))[1]).toBeLessThan(35);
    await page.keyboard.press('0');
    expect(await crop(page)).toEqual([15, 25, 30]);
    expect(await by(page, 'crop-zoom').isDisabled()).toBe(true);
    await by(page, 'crop-take').click();
    await by(page, 'draft-photo').waitFor();
  });

  test('that was chosen is thrown away with the draft, and removing brings back what was there', async () => {
    const page = await start();
    await openPerson(page, 'Zoë');
    await beginEdit(page);
    await by(page, 'photo-file').setInputFiles(PNG);
    await by(page, 'crop-take').click();
    await by(page, 'draft-photo').waitFor();
    await by(page, 'photo').click();
    await by(page, 'remove-photo').click();
    await gone(page, 'draft-photo');
    expect(await by(page, 'save').isDisabled()).toBe(true);
    await by(page, 'photo-file').setInputFiles(PNG);
    await by(page, 'crop-take').click();
    await by(page, 'draft-photo').waitFor();
    await page.keyboard.press('Escape');
    await by(page, 'discard').click();
    await by(page, 'contact-name').waitFor();
    expect([...(await asked('contacts.save')), ...(await asked('photos.set'))]).toEqual([]);
  });

  test('of the contact is removed by saving, and not before', async () => {
    const page = await start();
    await openPerson(page, 'Amina');
    await beginEdit(page);
    await by(page, 'draft-photo').waitFor();
    await by(page, 'photo').click();
    await by(page, 'remove-photo').click();
    await gone(page, 'draft-photo');
    expect(await asked('photos.remove')).toEqual([]);
    await by(page, 'save').click();
    await by(page, 'contact-name').waitFor();
    expect(await asked('contacts.save')).toMatchObject([[{ fields: {}, photo: null }]]);
  });

  test('is dropped on the head, or pasted anywhere; text that comes with a picture is for the box', async () => {
    const page = await start();
    await by(page, 'new-contact').click();
    await give(page, 'photo-place', 'drop');
    await by(page, 'crop').waitFor();
    await page.keyboard.press('+');
    await by(page, 'crop-cancel').click();
    await give(page, 'field-notes-0-text', 'paste', 'a text');
    expect(await by(page, 'crop').count()).toBe(0);
    await give(page, 'field-name-0-given', 'paste');
    await by(page, 'crop').waitFor();
    await page.keyboard.press('Enter');
    await by(page, 'draft-photo').waitFor();
    await by(page, 'field-name-0-given').fill('Ada');
    await by(page, 'save').click();
    await by(page, 'contact-name').waitFor();
    const [[create] = []] = (await asked('contacts.create')) as readonly (readonly [CreateContact])[];
    expect(create?.photo?.type).toBe('image/jpeg');
  });

  test.each([
    ['a text', 'ada.png', Buffer.from('not a picture'), /cannot read this file as a picture/],
    [
      'what telephones of Apple store',
      'ada.heic',
      Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
      /save it as a JPEG/,
    ],
  ])('is refused with a word where the file is %s', async (_what, name, buffer, words) => {
    const page = await start();
    await by(page, 'new-contact').click();
    await by(page, 'photo-file').setInputFiles({ name, mimeType: 'image/png', buffer });
    await by(page, 'toast').getByText(words).waitFor();
    expect(await by(page, 'crop').count()).toBe(0);
  });

  test('that cannot be made of a picture says so, and can be tried again or left', async () => {
    const page = await start();
    await by(page, 'new-contact').click();
    await by(page, 'photo-file').setInputFiles(PNG);
    await page.evaluate(`(() => {
      const { prototype } = OffscreenCanvas;
      const { convertToBlob } = prototype;
      prototype.convertToBlob = async () => {
        prototype.convertToBlob = convertToBlob;
        throw new DOMException('no memory', 'EncodingError');
      };
    })()`);
    await by(page, 'crop-take').press('Enter');
    await by(page, 'crop-failed')
      .getByText(/Nothing was changed/)
      .waitFor();
    expect(await barriers(page)).toEqual([]);
    expect(await focusedId(page)).toBe('crop-take');
    await page.keyboard.press('Enter');
    await by(page, 'draft-photo').waitFor();
    await gone(page, 'crop');
  });

  test('is made of the picture that was chosen last, also where one before it takes longer to be read', async () => {
    const page = await start();
    await by(page, 'new-contact').click();
    await page.evaluate(`(() => {
      const read = createImageBitmap;
      globalThis.createImageBitmap = async (...args) => {
        globalThis.createImageBitmap = read;
        const first = await read(...args);
        await new Promise((go) => Object.assign(globalThis, { go }));
        return first;
      };
    })()`);
    await by(page, 'photo-file').setInputFiles({
      ...PNG,
      buffer: await turned(page),
      mimeType: 'image/jpeg',
    });
    await expect.poll(() => page.evaluate('typeof go')).toBe('function');
    await by(page, 'photo-file').setInputFiles(PNG);
    await by(page, 'crop').waitFor();
    await by(page, 'crop-cancel').click();
    await page.evaluate('go(), new Promise((resolve) => requestAnimationFrame(() => resolve(null)))');
    expect(await by(page, 'crop').count()).toBe(0);
  });

  test('that was given up while it was made is not taken for the next one', async () => {
    const page = await start();
    await by(page, 'new-contact').click();
    await by(page, 'photo-file').setInputFiles(PNG);
    await by(page, 'crop').waitFor();
    await page.evaluate(`(() => {
      const { convertToBlob } = OffscreenCanvas.prototype;
      OffscreenCanvas.prototype.convertToBlob = async function (how) {
        const made = await convertToBlob.call(this, how);
        await new Promise((go) => Object.assign(globalThis, { go, made }));
        return made;
      };
    })()`);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate('typeof made')).toBe('object');
    await page.keyboard.press('Escape');
    await gone(page, 'crop');
    await by(page, 'photo-file').setInputFiles(PNG);
    await by(page, 'crop').waitFor();
    // What comes too late is read before what is read here.
    await page.evaluate('go(), made.arrayBuffer().then(() => made.arrayBuffer()).then(() => null)');
    expect(await by(page, 'crop').count()).toBe(1);
    expect(await by(page, 'draft-photo').count()).toBe(0);
  });

  test('is refused with a word where the file is far too large', async () => {
    const page = await start();
    await by(page, 'new-contact').click();
    await by(page, 'photo-place').evaluate((target) => {
      const scope = globalThis as never as Record<string, new (...args: unknown[]) => never>;
      const dataTransfer = new scope['DataTransfer']!() as { items: { add(file: unknown): void } };
      dataTransfer.items.add(
        new scope['File']!([new Uint8Array(51 * 1024 * 1024)], 'a.jpg', { type: 'image/jpeg' }),
      );
      const drop = new scope['DragEvent']!('drop', { dataTransfer, bubbles: true, cancelable: true });
      (target as unknown as { dispatchEvent(event: unknown): void }).dispatchEvent(drop);
    });
    await by(page, 'toast')
      .getByText(/larger than 50 MB/)
      .waitFor();
  });
});

// Owns: the editor in Kith's real window over its real main process and practice Google: order by keyboard, a photo that is cut out,
// and a draft that outlives a reload, a restart and a crash. Leaves to others: every way of editing (unit/renderer/editor*.test.ts).
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Bench } from './bench.ts';
import type { Raw } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open({ clients: true });
  bench.clouds.google.book.create({
    names: [{ givenName: 'Ada', familyName: 'Lovelace' }],
    emailAddresses: [
      { value: 'ada@home.example', type: 'home' },
      { value: 'ada@work.example', type: 'work' },
    ],
  });
  await bench.link('google');
}, 120_000);
afterAll(async () => {
  await bench?.close();
});
afterEach(() => {
  expect(bench.app.consoleErrors).toEqual([]);
});

const edit = async (): Promise<void> => {
  await bench.window.open('Ada Lovelace');
  await bench.window.at('edit').click();
  await bench.window.at('editor').waitFor();
};
const value = (testid: string): Promise<string> => bench.window.at(testid).inputValue();
const sync = async (): Promise<void> => expect(await bench.window.sync()).toBe('idle');
const ada = (): Raw => bench.raw('google', 'ada@home.example');
const addresses = (): readonly unknown[] =>
  (ada()['emailAddresses'] as readonly Raw[]).map((address) => address['value']);
/** What Kith has of Ada, without the window's help. */
const stored = async () => {
  const { rows } = await bench.window.ask('persons.list', {
    text: 'Lovelace',
    filter: { kind: 'all' },
    from: 0,
    to: 1,
  });
  return (await bench.window.ask('persons.get', rows[0]!.id)).contacts[0]!;
};
/** Waits until main keeps a draft in which the name is this. */
const kept = (given: string): Promise<void> =>
  expect.poll(async () => (await bench.window.ask('draft.get'))?.draft.fields.name?.given).toBe(given);
/** A picture of 40 × 20 pixels, red and then blue. */
const PICTURE = (): Promise<Buffer> =>
  bench.app.page
    .evaluate(async () => {
      const scope = globalThis as never as { OffscreenCanvas: new (w: number, h: number) => never };
      const canvas = new scope.OffscreenCanvas(40, 20) as {
        getContext(kind: '2d'): { fillStyle: string; fillRect(...at: number[]): void };
        convertToBlob(how: object): Promise<{ arrayBuffer(): Promise<ArrayBuffer> }>;
      };
      const context = canvas.getContext('2d');
      for (const [at, colour] of ['red', 'blue'].entries()) {
        context.fillStyle = colour;
        context.fillRect(at * 20, 0, 20, 20);
      }
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
      return btoa(String.fromCharCode(...bytes));
    })
    .then((base64) => Buffer.from(base64, 'base64'));

describe('the order of values', () => {
  it('is changed by the keyboard, saved, sent, and taken back by undo', async () => {
    await edit();
    await bench.window.at('field-emails-1-address').focus();
    await bench.app.page.keyboard.press('Alt+ArrowUp');
    await expect.poll(() => value('field-emails-0-address')).toBe('ada@work.example');
    expect(await bench.focus()).toBe('field-emails-0-address');
    await bench.window.save();
    await sync();
    await sync();
    expect(addresses()[0]).toBe('ada@work.example');
    expect((await stored()).fields.emails?.map(({ address }) => address)).toEqual([
      'ada@work.example',
      'ada@home.example',
    ]);
    await bench.window.at('undo').click();
    await bench.window
      .at('toast')
      .getByText(/^Undone/)
      .waitFor();
    await sync();
    expect(addresses()[0]).toBe('ada@home.example');
  });
});

describe('a draft', () => {
  it('with a photo outlives a reload of the window, a restart and a crash, and is saved in one edit', async () => {
    await edit();
    await bench.window
      .at('photo-file')
      .setInputFiles({ name: 'ada.png', mimeType: 'image/png', buffer: await PICTURE() });
    await bench.window.at('crop').waitFor();
    await bench.app.page.keyboard.press('ArrowLeft');
    await bench.app.page.keyboard.press('Enter');
    await bench.window.at('draft-photo').waitFor();
    await bench.window.fill('field-name-0-given', 'Augusta');
    await bench.window.at('field-notes-0-text').focus();
    await kept('Augusta');

    await bench.app.page.reload();
    await bench.window.at('draft-kept').waitFor();
    expect(await value('field-name-0-given')).toBe('Augusta');
    await bench.window.at('draft-photo').waitFor();
    await bench.window.fill('field-notes-0-text', 'Countess');
    await bench.window.at('field-name-0-given').focus();
    await expect
      .poll(async () => (await bench.window.ask('draft.get'))?.draft.fields.notes?.text)
      .toBe('Countess');

    await bench.app.close();
    await bench.launch();
    await bench.window.at('draft-kept').waitFor();
    expect([await value('field-name-0-given'), await value('field-notes-0-text')]).toEqual([
      'Augusta',
      'Countess',
    ]);
    await bench.window.fill('field-name-0-given', 'Augusta Ada');
    await bench.window.at('field-notes-0-text').focus();
    await kept('Augusta Ada');

    await bench.app.kill();
    await bench.launch();
    await bench.window.at('draft-kept').waitFor();
    expect(await value('field-name-0-given')).toBe('Augusta Ada');
    expect((await stored()).fields.name?.given).toBe('Ada');
    await bench.window.save();
    expect((await stored()).fields).toMatchObject({
      name: { given: 'Augusta Ada' },
      notes: { text: 'Countess' },
    });
    expect((await stored()).photo.kind).toBe('present');
    expect(await bench.window.ask('draft.get')).toBeNull();
    await sync();
    expect(JSON.stringify(ada())).toContain('Augusta Ada');

    await bench.window.at('undo').click();
    await bench.window
      .at('toast')
      .getByText(/^Undone/)
      .waitFor();
    const { fields, photo } = await stored();
    expect([fields.name?.given, fields.notes, photo.kind]).toEqual(['Ada', undefined, 'none']);
    await sync();
  });

  it('that was thrown away is not there after a restart', async () => {
    await edit();
    await bench.window.fill('field-name-0-given', 'Nobody');
    await bench.window.at('field-notes-0-text').focus();
    await kept('Nobody');
    await bench.window.at('cancel').click();
    await bench.window.at('discard').click();
    await bench.window.at('editor').waitFor({ state: 'detached' });
    await expect.poll(() => bench.window.ask('draft.get')).toBeNull();
    await bench.app.close();
    await bench.launch();
    await bench.window.at('nav-all').waitFor();
    expect(await bench.app.page.getByTestId('editor').count()).toBe(0);
  });

  it('of a contact that was deleted in the cloud meanwhile becomes a new contact', async () => {
    await edit();
    await bench.window.fill('field-name-0-given', 'Phoenix');
    bench.clouds.google.book.remove(String(ada()['resourceName']));
    await bench.window.sync();
    await bench.window.at('draft-orphan').waitFor();
    await bench.window.save();
    await sync();
    expect(JSON.stringify(bench.raw('google', 'Phoenix'))).toContain('ada@work.example');
  });
});

describe('a new contact and its labels', () => {
  const found = async (text: string): Promise<number> =>
    (await bench.window.ask('persons.list', { text, filter: { kind: 'all' }, from: 0, to: 1 })).total;
  const label = async (name: string): Promise<void> => {
    await bench.window.fill('field-labels-new-ref', name);
    await bench.window.page.keyboard.press('Enter');
  };

  it('of which the cloud gives one to nobody: that label is not offered, and however often it is saved, nothing is made', async () => {
    const { window } = bench;
    await window.at('nav-all').click();
    await window.at('new-contact').click();
    await window.fill('field-name-0-given', 'Twice');
    await window.fill('field-labels-new-ref', 'Fam');
    await window.at('label-offered').waitFor();
    expect(await window.page.getByTestId('label-offered').allInnerTexts()).toEqual(['New label “Fam”']);
    await label('Family');
    for (let time = 0; time < 2; time++) {
      await window.at('save').click();
      await window.page.getByTestId('save-error').filter({ hasText: 'Nothing was changed' }).waitFor();
      await window.page.locator('[data-testid=save]:enabled').waitFor();
    }
    expect(await found('Twice')).toBe(0);
    await window.at('field-labels-0-remove').click();
    await label('Kin');
    await window.save();
    expect(await found('Twice')).toBe(1);
    await window.page.getByTestId('contact-label').filter({ hasText: 'Kin' }).waitFor();
  });

  it('is not offered again where Kith died before it forgot the draft: nobody is made twice', async () => {
    await bench.window.at('nav-all').click();
    await bench.window.at('new-contact').click();
    await bench.window.fill('field-name-0-given', 'Once');
    await label('Kin');
    await bench.window
      .at('photo-file')
      .setInputFiles({ name: 'once.png', mimeType: 'image/png', buffer: await PICTURE() });
    await bench.window.at('crop').waitFor();
    await bench.app.page.keyboard.press('Enter');
    await bench.window.at('draft-photo').waitFor();
    await bench.window.at('field-notes-0-text').focus();
    await kept('Once');
    const begun = (await bench.window.ask('draft.get'))!.draft;
    await bench.window.save();
    await expect.poll(() => bench.window.ask('draft.get')).toBeNull();
    expect(begun.photo).toBeDefined();
    await bench.window.ask('draft.keep', begun);
    await bench.app.kill();
    await bench.launch();
    await bench.window.at('nav-all').waitFor();
    expect(await bench.app.page.getByTestId('editor').count()).toBe(0);
    await expect.poll(() => bench.window.ask('draft.get')).toBeNull();
    expect(await found('Once')).toBe(1);
  });
});

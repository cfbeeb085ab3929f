// Owns: a reply that was lost to an update whose texts the service stores in a form of its own: Kith knows its own write.
// Leaves to others: lost replies whose texts are stored as sent (laws.test.ts), line ends between clouds (line-ends.test.ts).
import { afterEach, expect, it } from 'vitest';
import type { ContactFields } from '../../main/core/contact.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { endTestKith, openTestKith } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';
import { SIDES } from '../support/sides.ts';
import type { Side } from '../support/sides.ts';

let clouds: Clouds;
let kith: TestKith;
let side: Side;

const trimmed = (body: string) =>
  body.replace(/"((?:[^"\\]|\\.)*)"/g, (_text, inner: string) => `"${inner.trim()}"`);
const FORMS = {
  'line ends as LF': (body: string) => body.replaceAll('\\r\\n', '\\n'),
  'line ends as CR LF': (body: string) => body.replaceAll('\\r\\n', '\\n').replaceAll('\\n', '\\r\\n'),
  'trimmed ends': trimmed,
} as const;

async function open(provider: 'google' | 'microsoft', form: keyof typeof FORMS): Promise<void> {
  clouds = await startClouds({ google: 0, microsoft: 0 });
  kith = await openTestKith(clouds, {
    fetch: (input, init) =>
      fetch(input, typeof init?.body === 'string' ? { ...init, body: FORMS[form](init.body) } : init),
  });
  side = SIDES[provider](clouds);
}
afterEach(() => endTestKith(kith, clouds));

const sync = () => kith.sync(side.account(kith));
const contact = () => kith.book.contactsOf(side.account(kith))[0]!;

const FIELDS: ContactFields = {
  notes: { text: 'one\r\ntwo\nthree ' },
  nicknames: [{ id: '', value: ' Countess ' }],
  addresses: [{ id: '', kind: 'home', street: '12 Lane\r\nFlat 3\nDoor ', city: ' London' }],
  organizations: [{ id: '', name: 'Analytical ', title: ' Engineer' }],
};

it.each(
  (['google', 'microsoft'] as const).flatMap((provider) =>
    (Object.keys(FORMS) as (keyof typeof FORMS)[]).flatMap((form) =>
      [false, true].map((beside) => [provider, form, beside] as const),
    ),
  ),
)(
  '[law 2] [law 3] %s, %s: its own write is no conflict, also beside an edit elsewhere (%s)',
  async (provider, form, beside) => {
    await open(provider, form);
    const id = side.add({ given: 'Ada', notes: 'old' });
    await sync();
    kith.handlers['contacts.save']({ contact: contact().id, fields: FIELDS });
    // Outlook is asked for the version first.
    side.faults['dropReplyAfterApply'] = { times: 1, after: provider === 'google' ? 0 : 1 };
    await sync();
    if (beside) side.edit(id, { family: 'Lovelace' });
    const reports = [await sync(), await sync(), await sync()];
    expect(contact().conflicts).toEqual([]);
    expect(reports.map(({ writes }) => writes)).toEqual([0, 0, 0]);
    expect(side.read(id)?.notes?.replaceAll('\r\n', '\n').trim()).toBe('one\ntwo\nthree');
  },
);

// Owns: that services which end lines in different ways have no quarrel over it, through persons kept in step.
// Leaves to others: persons in step otherwise (in-step.test.ts), line ends of files (unit/core).
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ContactFields } from '../../main/core/contact.ts';
import { startClouds } from '../clouds/clouds.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { endTestKith, openTestKith } from '../support/kith.ts';
import type { TestKith } from '../support/kith.ts';

let clouds: Clouds;
let kith: TestKith;

/** Every text of a request with the line ends that the service stores: Outlook's own are CR LF, Google's LF. */
function asStored(input: string, body: string): string {
  const plain = body.replaceAll('\\r\\n', '\\n');
  return input.startsWith(clouds.microsoft.endpoints.graph) ? plain.replaceAll('\\n', '\\r\\n') : plain;
}

beforeEach(async () => {
  clouds = await startClouds({ google: 0, microsoft: 0 });
  kith = await openTestKith(clouds, {
    fetch: (input, init) =>
      fetch(input, typeof init?.body === 'string' ? { ...init, body: asStored(input, init.body) } : init),
  });
});
afterEach(() => endTestKith(kith, clouds));

const sync = async () => {
  const reports = await kith.engine.run([kith.google, kith.microsoft]);
  expect(reports.flatMap(({ errors }) => errors)).toEqual([]);
  return reports.reduce((sum, { writes }) => sum + writes, 0);
};
const contactOf = (account: TestKith['google']) => kith.book.contactsOf(account)[0]!;
const textsOf = ({ notes, addresses }: ContactFields) => [notes?.text, addresses?.[0]?.street];

it('[law 23] notes and streets of several lines are carried once, and then nothing is written', async () => {
  kith.handlers['contacts.create']({
    accounts: [kith.google, kith.microsoft],
    fields: {
      name: { given: 'Ada' },
      notes: { text: 'one\ntwo' },
      addresses: [{ id: '', kind: 'home', street: '12 Lane\nFlat 3', city: 'London' }],
    },
  });
  kith.handlers['persons.setInStep']({ person: contactOf(kith.google).person, inStep: true });
  await sync();
  // What a service made of a new contact (a primary value, a whole name) is carried once.
  await sync();
  const rest: number[] = [];
  for (let times = 0; times < 4; times++) rest.push(await sync());
  expect(rest).toEqual([0, 0, 0, 0]);

  kith.handlers['contacts.save']({
    contact: contactOf(kith.microsoft).id,
    fields: { notes: { text: 'one\r\ntwo\r\nthree' } },
  });
  expect(await sync(), 'an edit in the words of one cloud reaches the other').toBe(2);
  expect([await sync(), await sync(), await sync()]).toEqual([0, 0, 0]);
  expect(textsOf(contactOf(kith.google).local!)).toEqual(['one\ntwo\nthree', '12 Lane\nFlat 3']);
  expect(textsOf(contactOf(kith.microsoft).local!)).toEqual(['one\r\ntwo\r\nthree', '12 Lane\r\nFlat 3']);
  expect(kith.book.person(contactOf(kith.google).person)?.conflicts).toEqual([]);
});

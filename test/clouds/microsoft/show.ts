// Owns: a contact as a reply carries it: envelope, `$select`, `$expand`, and the raw form of the control routes.
// Leaves to others: the contents in each version (contact-views.ts).
import { etagOfContact } from './book.ts';
import type { Book, StoredContact } from './book.ts';
import { allExtended, readExtended } from './contact-record.ts';
import { showContents } from './contact-views.ts';
import type { Shown } from './contact-views.ts';
import { changeKey, folderId, immutableId } from './ids.ts';
import type { ExtendedId } from './mapi.ts';
import { extensionId } from './query.ts';
import type { Expansion } from './query.ts';
import type { Version } from './shapes.ts';

export interface View {
  readonly version: Version;
  readonly immutable: boolean;
  readonly select?: readonly string[] | undefined;
  readonly expand?: Expansion | undefined;
}

/** A contact in a reply. The etag and the id are there whatever was selected. */
export function showContact(book: Book, contact: StoredContact, view: View): Shown {
  const { record } = contact;
  const whole: Shown = {
    ...envelope(book, contact, view.immutable),
    ...book.spelled(showContents(record, view.version)),
  };
  const selected = view.select;
  const shown =
    selected === undefined
      ? whole
      : Object.fromEntries(
          Object.entries(whole).filter(
            ([name]) => name === '@odata.etag' || name === 'id' || selected.includes(name),
          ),
        );
  return { ...shown, ...(view.expand === undefined ? {} : expansions(contact, view.expand)) };
}

function envelope(book: Book, contact: StoredContact, immutable: boolean): Shown {
  return {
    '@odata.etag': etagOfContact(contact),
    id: book.idOf(contact, immutable),
    createdDateTime: seconds(contact.created),
    lastModifiedDateTime: seconds(contact.modified),
    changeKey: changeKey(contact.serial, contact.revision),
    categories: contact.record.lists.categories,
    parentFolderId: folderId(book.mailbox, contact.folder),
  };
}

const seconds = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');

/** A contact that has none of the named properties does not carry the collection at all. */
function expansions(contact: StoredContact, expand: Expansion): Shown {
  const { record } = contact;
  const values = (ids: readonly ExtendedId[]): { id: string; value: unknown }[] =>
    ids.flatMap((id) => {
      const value = readExtended(record, id);
      return value === undefined ? [] : [{ id: id.id, value }];
    });
  const single = values(expand.single);
  const multi = values(expand.multi);
  const extensions = expand.extensions.flatMap((name) => {
    const content = record.openExtensions.get(name);
    return content === undefined ? [] : [showExtension(name, content)];
  });
  return {
    ...(single.length === 0 ? {} : { singleValueExtendedProperties: single }),
    ...(multi.length === 0 ? {} : { multiValueExtendedProperties: multi }),
    ...(extensions.length === 0 ? {} : { extensions }),
  };
}

export const showExtension = (name: string, content: Readonly<Record<string, unknown>>): Shown => ({
  '@odata.type': '#microsoft.graph.openTypeExtension',
  id: extensionId(name),
  extensionName: name,
  ...content,
});

/** Everything about a contact, in both versions' words at once; emails carry beta's type. */
export function showRaw(book: Book, contact: StoredContact): Shown {
  const { record } = contact;
  return {
    ...envelope(book, contact, false),
    immutableId: immutableId(book.mailbox, contact.serial),
    folder: contact.folder,
    ...showContents(record, 'v1.0'),
    ...showContents(record, 'beta'),
    singleValueExtendedProperties: allExtended(record),
    extensions: [...record.openExtensions].map(([name, content]) => showExtension(name, content)),
    photo:
      record.photo === undefined
        ? null
        : { contentType: record.photo.contentType, base64: record.photo.bytes.toString('base64') },
  };
}

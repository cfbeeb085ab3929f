// Owns: how the mailbox spells its ids: default and immutable ids of contacts, ids of folders, change keys.
// Leaves to others: what an id stands for (book.ts).

/** Default ids name the folder and change with it; both kinds are case-sensitive and end in `=`. */
export const contactId = (mailbox: string, folder: string, serial: number): string =>
  `AAMkAG${encode(`${mailbox}/${folder}/contact/${serial}`)}AAA=`;

export const immutableId = (mailbox: string, serial: number): string =>
  `AAkALg${encode(`${mailbox}/immutable/${serial}`)}AAA=`;

/** Folders have one id. */
export const folderId = (mailbox: string, folder: string): string =>
  `AQMkAD${encode(`${mailbox}/${folder}`)}AuAAA=`;

export const changeKey = (serial: number, revision: number): string =>
  `EQAAABYAAAB${encode(`${serial}:${revision}`)}AA`;

export const etagOf = (key: string): string => `W/"${key}"`;

/** False for what the service calls malformed. A percent-encoded `=` is such a thing. */
export const isReadableId = (id: string): boolean => /^A[AQ](?:Mk|kA)[A-Za-z0-9_-]{20,}=$/.test(id);

const encode = (text: string): string => Buffer.from(text, 'utf8').toString('base64url');

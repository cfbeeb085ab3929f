// Owns: the vCard in a QR code: what it says, how it is escaped, and what it leaves out where there is no room.
// Leaves to others: drawing it (test/unit/renderer).
import encodeQR from 'qr';
import decodeQR from 'qr/decode.js';
import { describe, expect, it } from 'vitest';
import { contactCard } from '../../../main/core/contact-card.ts';
import type { ContactFields } from '../../../main/core/contact.ts';

const ADA: ContactFields = {
  name: { given: 'Ada', family: 'Lovelace', prefix: 'Dr.', display: 'Dr. Ada Lovelace' },
  phones: [
    { id: 'p', kind: 'mobile', number: '+44 20 7946 0000' },
    { id: 'q', number: '123' },
  ],
  emails: [{ id: 'e', kind: 'work', address: 'ada@engine.example' }],
  organizations: [{ id: 'o', name: 'Engines; Sons, Ltd', title: 'Analyst\\Poet', department: 'Notes' }],
  addresses: [{ id: 'a', kind: 'home', street: '12 St James’s\nSquare', city: 'London', country: 'UK' }],
  urls: [{ id: 'u', url: 'https://ada.example/?a=1,2' }],
  birthday: { date: { year: 1815, month: 12, day: 10 } },
  notes: { text: 'never in a code' },
};

describe('the card of a person', () => {
  it('says names, numbers, addresses and places, escaped, and no notes', () => {
    const card = contactCard([ADA]);
    expect(card?.extent).toBe('whole');
    expect(card?.text.split('\r\n')).toEqual([
      'BEGIN:VCARD',
      'VERSION:3.0',
      'N:Lovelace;Ada;;Dr.;',
      'FN:Dr. Ada Lovelace',
      'ORG:Engines\\; Sons\\, Ltd;Notes',
      'TITLE:Analyst\\\\Poet',
      'TEL;TYPE=CELL:+44 20 7946 0000',
      'TEL:123',
      'EMAIL;TYPE=WORK:ada@engine.example',
      'ADR;TYPE=HOME:;;12 St James’s\\nSquare;London;;;UK',
      'URL:https://ada.example/?a=1\\,2',
      'BDAY:1815-12-10',
      'END:VCARD',
      '',
    ]);
  });

  it('has what each of the contacts adds, and nothing twice', () => {
    const work: ContactFields = { ...ADA, phones: [{ id: 'x', kind: 'work', number: '456' }] };
    const lines = contactCard([ADA, work])?.text.split('\r\n') ?? [];
    expect(lines.filter((line) => line.startsWith('TEL'))).toEqual([
      'TEL;TYPE=CELL:+44 20 7946 0000',
      'TEL:123',
      'TEL;TYPE=WORK:456',
    ]);
    expect(new Set(lines).size).toBe(lines.length);
  });

  it('names who has nothing but an address or an organization', () => {
    expect(contactCard([{ emails: [{ id: 'e', address: 'x@y.example' }] }])?.text).toContain(
      '\r\nFN:x@y.example\r\n',
    );
    expect(contactCard([{}])?.text).toBe('BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n');
  });

  it('leaves out places first, then all but the first numbers, and ends where not even those have room', () => {
    const many = (count: number, long: string): ContactFields => ({
      ...ADA,
      phones: Array.from({ length: count }, (_, n) => ({ id: `p${n}`, number: `+49 30 ${n}${long}` })),
    });
    const places = Array.from({ length: 20 }, (_, n) => ({ id: `a${n}`, street: `Straße ${n}`.repeat(6) }));
    expect(contactCard([{ ...ADA, addresses: places }])).toMatchObject({ extent: 'reach' });
    const first = contactCard([many(100, '')]);
    expect(first?.extent).toBe('first');
    expect(first?.text.match(/^TEL:/gm)?.length).toBe(3);
    expect(contactCard([many(3, '1'.repeat(400))])).toBeNull();
  });

  it('comes out of a code as it went in, in any script', () => {
    const text = contactCard([{ ...ADA, name: { display: 'ليلى 山田 Олена 👩‍🚀' } }])?.text ?? '';
    const scale = 4;
    const modules = encodeQR(text, 'raw', { ecc: 'low', border: 4 });
    const side = modules.length * scale;
    const data = new Uint8ClampedArray(side * side * 4).fill(255);
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++)
        if (modules[Math.floor(y / scale)]![Math.floor(x / scale)]!)
          data.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
    expect(decodeQR({ width: side, height: side, data })).toBe(text);
  });
});

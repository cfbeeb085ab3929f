// Owns: writing the pictures of a browser smaller, with the same pixels. Leaves to others: taking them (screenshots.ts).
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

interface Chunk {
  readonly name: string;
  readonly body: Buffer;
}

function chunksOf(png: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({
      name: png.toString('latin1', at + 4, at + 8),
      body: png.subarray(at + 8, at + 8 + length),
    });
    at += 12 + length;
  }
  return chunks;
}

function chunk(name: string, body: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), body]);
  const frame = Buffer.alloc(named.length + 8);
  frame.writeUInt32BE(body.length, 0);
  named.copy(frame, 4);
  frame.writeUInt32BE(crc32(named), named.length + 4);
  return frame;
}

const paeth = (left: number, above: number, corner: number): number => {
  const guess = left + above - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? above : corner;
};

/** What filter 0 to 4 takes a byte to be, from the bytes beside it (PNG, section 9). */
const GUESSES: readonly ((left: number, above: number, corner: number) => number)[] = [
  () => 0,
  (left) => left,
  (_left, above) => above,
  (left, above) => (left + above) >> 1,
  paeth,
];

/** The plain bytes of each line of 8-bit pixels. */
function unfiltered(body: Buffer, stride: number, depth: number): Buffer {
  const lines = body.length / (stride + 1);
  const plain = Buffer.alloc(lines * stride);
  for (let line = 0; line < lines; line++) {
    const guess = GUESSES[body[line * (stride + 1)] ?? 0]!;
    for (let x = 0; x < stride; x++) {
      const at = line * stride + x;
      const left = x < depth ? 0 : plain[at - depth]!;
      const above = line === 0 ? 0 : plain[at - stride]!;
      const corner = x < depth || line === 0 ? 0 : plain[at - stride - depth]!;
      plain[at] = body[line * (stride + 1) + 1 + x]! + guess(left, above, corner);
    }
  }
  return plain;
}

/** Pixels of three or four bytes as numbers of a palette, null where there are more than 256 colours. */
function paletted(plain: Buffer, depth: number): { palette: Buffer; numbers: Buffer } | null {
  const known = new Map<number, number>();
  const numbers = Buffer.alloc(plain.length / depth);
  for (let pixel = 0; pixel < numbers.length; pixel++) {
    const colour = plain.readUIntBE(pixel * depth, 3);
    const number = known.get(colour) ?? known.size;
    if (number === 256) return null;
    known.set(colour, number);
    numbers[pixel] = number;
  }
  const palette = Buffer.alloc(known.size * 3);
  for (const [colour, number] of known) palette.writeUIntBE(colour, number * 3, 3);
  return { palette, numbers };
}

/** Each line with filter 0, and with whichever filter leaves the smallest numbers; what packs better of both is kept. */
function packed(plain: Buffer, stride: number, depth: number): Buffer {
  const lines = plain.length / stride;
  const [none, best] = [Buffer.alloc(lines * (stride + 1)), Buffer.alloc(lines * (stride + 1))];
  const tried = GUESSES.map(() => Buffer.alloc(stride));
  for (let line = 0; line < lines; line++) {
    const sums = GUESSES.map((guess, filter) => {
      let sum = 0;
      for (let x = 0; x < stride; x++) {
        const at = line * stride + x;
        const left = x < depth ? 0 : plain[at - depth]!;
        const above = line === 0 ? 0 : plain[at - stride]!;
        const corner = x < depth || line === 0 ? 0 : plain[at - stride - depth]!;
        const rest = (plain[at]! - guess(left, above, corner)) & 0xff;
        tried[filter]![x] = rest;
        sum += rest < 128 ? rest : 256 - rest;
      }
      return sum;
    });
    const filter = sums.indexOf(Math.min(...sums));
    best[line * (stride + 1)] = filter;
    tried[filter]!.copy(best, line * (stride + 1) + 1);
    plain.copy(none, line * (stride + 1) + 1, line * stride, (line + 1) * stride);
  }
  const [a, b] = [none, best].map((body) => deflateSync(body, { level: 9, memLevel: 9 })) as [Buffer, Buffer];
  return a.length <= b.length ? a : b;
}

/** The same picture in fewer bytes, without what says when it was made. Errors: a PNG that no browser makes (not RGB). */
export function smaller(png: Buffer): Buffer {
  const chunks = chunksOf(png);
  const header = chunks.find(({ name }) => name === 'IHDR')!.body;
  const [width, depth] = [header.readUInt32BE(0), header[9] === 6 ? 4 : 3];
  if (header[8] !== 8 || (header[9] !== 2 && header[9] !== 6) || header[12] !== 0)
    throw new Error('This PNG is not 8-bit RGB without interlace.');
  const body = inflateSync(
    Buffer.concat(chunks.filter(({ name }) => name === 'IDAT').map((one) => one.body)),
  );
  const plain = unfiltered(body, width * depth, depth);
  const few = paletted(plain, depth);
  const changed = Buffer.from(header);
  changed[9] = few === null ? header[9]! : 3;
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', changed),
    ...(few === null ? [] : [chunk('PLTE', few.palette)]),
    chunk('IDAT', few === null ? packed(plain, width * depth, depth) : packed(few.numbers, width, 1)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

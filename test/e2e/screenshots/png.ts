// Owns: writing the pictures of a browser smaller, as good to the eye. Leaves to others: taking them (screenshots.ts).
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

const apart = (one: number, other: number): number =>
  ((one >> 16) - (other >> 16)) ** 2 +
  (((one >> 8) & 0xff) - ((other >> 8) & 0xff)) ** 2 +
  ((one & 0xff) - (other & 0xff)) ** 2;

/** Of colours with the most frequent first: those, and then the ones that are farthest from all that were taken. */
function chosen(order: readonly number[]): readonly number[] {
  const taken = order.slice(0, 176);
  const rest = order
    .slice(176, 2_000)
    .map((colour) => ({ colour, gap: Math.min(...taken.map((one) => apart(colour, one))) }));
  while (taken.length < 256 && rest.length > 0) {
    const far = rest.reduce((best, one) => (one.gap > best.gap ? one : best));
    taken.push(far.colour);
    for (const one of rest) one.gap = Math.min(one.gap, apart(one.colour, far.colour));
    rest.splice(rest.indexOf(far), 1);
  }
  return taken;
}

/** Pixels of three or four bytes as numbers of a palette of 256 colours, each the nearest. */
function paletted(plain: Buffer, depth: number): { palette: Buffer; numbers: Buffer } {
  const counts = new Map<number, number>();
  for (let at = 0; at < plain.length; at += depth) {
    const colour = plain.readUIntBE(at, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const order = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([colour]) => colour);
  const kept = chosen(order);
  const numberOf = new Map(kept.map((colour, number) => [colour, number]));
  for (const colour of order) {
    if (numberOf.has(colour)) continue;
    let best = 0;
    for (const [number, other] of kept.entries())
      if (apart(colour, other) < apart(colour, kept[best]!)) best = number;
    numberOf.set(colour, best);
  }
  const numbers = Buffer.alloc(plain.length / depth);
  for (let pixel = 0; pixel < numbers.length; pixel++)
    numbers[pixel] = numberOf.get(plain.readUIntBE(pixel * depth, 3))!;
  const palette = Buffer.alloc(kept.length * 3);
  for (const [number, colour] of kept.entries()) palette.writeUIntBE(colour, number * 3, 3);
  return { palette, numbers };
}

/** The same picture in 256 colours and fewer bytes. Errors: a PNG that no browser makes (not 8-bit RGB). */
export function smaller(png: Buffer): Buffer {
  const chunks = chunksOf(png);
  const header = chunks.find(({ name }) => name === 'IHDR')!.body;
  const [width, depth] = [header.readUInt32BE(0), header[9] === 6 ? 4 : 3];
  if (header[8] !== 8 || (header[9] !== 2 && header[9] !== 6) || header[12] !== 0)
    throw new Error('This PNG is not 8-bit RGB without interlace.');
  const body = inflateSync(
    Buffer.concat(chunks.filter(({ name }) => name === 'IDAT').map((one) => one.body)),
  );
  const { palette, numbers } = paletted(unfiltered(body, width * depth, depth), depth);
  const indexed = Buffer.from(header);
  indexed[9] = 3;
  const lines = Buffer.alloc((numbers.length / width) * (width + 1));
  for (let line = 0; line * width < numbers.length; line++)
    numbers.copy(lines, line * (width + 1) + 1, line * width, (line + 1) * width);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', indexed),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(lines, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

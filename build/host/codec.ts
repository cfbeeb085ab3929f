// Owns: structured-clone data as JSON text and back, alike in Node and in the page. Leaves to others: refusing what
// cannot be cloned, which structuredClone does before.

export interface Codec {
  encode(value: unknown): string;
  decode(text: string): unknown;
  /** Whether JSON has the value whole, as it has most that is sent. */
  isPlain(value: unknown): boolean;
}

/**
 * Handles what structuredClone yields for plain data: JSON, undefined, NaN and infinities, -0, bigint, Date, Map, Set,
 * Error, ArrayBuffer and its views. Cycles are refused by JSON. Self-contained: its source text is also run in the page.
 */
export function makeCodec(): Codec {
  type Tagged = { readonly $: string; readonly v?: unknown };
  const views: Record<string, new (buffer: ArrayBuffer) => ArrayBufferView> = {
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
    DataView,
  };
  const toBase64 = (bytes: Uint8Array): string => {
    let text = '';
    for (let at = 0; at < bytes.length; at += 8192)
      text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(text);
  };
  const fromBase64 = (text: string): ArrayBuffer =>
    Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;

  const isPlain = (value: unknown): boolean => {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
    if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
    if (typeof value !== 'object') return false;
    if (Array.isArray(value)) return value.every(isPlain);
    if (Object.getPrototypeOf(value) !== Object.prototype) return false;
    for (const key in value) if (!isPlain((value as Record<string, unknown>)[key])) return false;
    return true;
  };

  const pack = (value: unknown): unknown => {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (value === undefined) return { $: 'undefined' };
    if (typeof value === 'number')
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { $: 'number', v: Object.is(value, -0) ? '-0' : String(value) };
    if (typeof value === 'bigint') return { $: 'bigint', v: String(value) };
    if (typeof value !== 'object') throw new Error('An object could not be cloned.');
    if (Array.isArray(value)) return value.map(pack);
    if (value instanceof Date) return { $: 'Date', v: value.getTime() };
    if (value instanceof Map)
      return { $: 'Map', v: [...value].map(([key, member]) => [pack(key), pack(member)]) };
    if (value instanceof Set) return { $: 'Set', v: [...value].map(pack) };
    if (value instanceof Error) return { $: 'Error', v: [value.name, value.message] };
    if (value instanceof ArrayBuffer) return { $: 'ArrayBuffer', v: toBase64(new Uint8Array(value)) };
    if (ArrayBuffer.isView(value)) {
      const name = value.constructor.name in views ? value.constructor.name : 'Uint8Array';
      return { $: name, v: toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) };
    }
    const entries = Object.entries(value).map(([key, member]) => [key, pack(member)] as const);
    return '$' in value ? { $: 'Object', v: entries } : Object.fromEntries(entries);
  };

  const unpack = (value: unknown): unknown => {
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map(unpack);
    if ('$' in value) return unpackTagged(value as Tagged);
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, unpack(member)]));
  };
  const unpackTagged = ({ $: tag, v }: Tagged): unknown => {
    if (tag === 'undefined') return undefined;
    if (tag === 'number') return Number(v);
    if (tag === 'bigint') return BigInt(v as string);
    if (tag === 'Date') return new Date((v as number | null) ?? Number.NaN);
    if (tag === 'Map')
      return new Map((v as [unknown, unknown][]).map(([key, member]) => [unpack(key), unpack(member)]));
    if (tag === 'Set') return new Set((v as unknown[]).map(unpack));
    if (tag === 'Object')
      return Object.fromEntries((v as [string, unknown][]).map(([key, member]) => [key, unpack(member)]));
    if (tag === 'Error') return Object.assign(new Error((v as string[])[1]), { name: (v as string[])[0] });
    const buffer = fromBase64(v as string);
    const View = views[tag];
    return View ? new View(buffer) : buffer;
  };

  /** Before what is packed: no JSON begins with it. */
  const PACKED = '~';
  return {
    isPlain,
    encode: (value) => (isPlain(value) ? JSON.stringify(value) : PACKED + JSON.stringify(pack(value))),
    decode: (text) => (text.startsWith(PACKED) ? unpack(JSON.parse(text.slice(1))) : JSON.parse(text)),
  };
}

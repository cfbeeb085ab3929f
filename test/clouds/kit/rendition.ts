// Owns: what a service that stores renditions of its own makes of a picture. Leaves to others: when it does.

/** Other bytes that begin as the picture does: still a picture of that kind, and not the one that was sent. */
export function renditionOf(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.from('rendition')]);
}

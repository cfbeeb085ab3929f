// Owns: making a picture of a file that somebody chose, dropped or pasted, and a photo that every cloud takes of a part of it.
// Leaves to others: which part (crop.ts), where the photo goes (state/).
import type { Photo } from '../preload/contract.ts';
import type { Crop } from './crop.ts';

/** Larger files are no photos of persons; opening them would take all memory. */
const LARGEST_FILE = 50 * 1024 * 1024;
/**
 * Edge of a photo in pixels. Outlook shows 648 at most and Google less, and a JPEG of this size is far from the 4 MB that
 * Graph takes.
 */
const EDGE = 1024;
const QUALITY = 0.9;

/** What is wrong with a file; the texts are under `photo`. */
export type PictureDoubt = 'tooLarge' | 'noPicture' | 'heic';

/** The picture in a file, the right way up whatever its camera noted, or what is wrong with it. */
export async function pictureOf(file: Blob): Promise<ImageBitmap | PictureDoubt> {
  if (file.size > LARGEST_FILE) return 'tooLarge';
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    return (await isHeic(file)) ? 'heic' : 'noPicture';
  }
}

/** What telephones of Apple store: Chromium cannot read it, and its person may well think it is a JPEG. */
async function isHeic(file: Blob): Promise<boolean> {
  const head = await file.slice(4, 12).text();
  return /^ftyp(?:hei|hev|mif|msf)/.test(head);
}

/** The first file of a drop or a paste that says it is a picture; else the first one, which is then found not to be. */
export function fileIn(transfer: DataTransfer | null): File | undefined {
  const files = [...(transfer?.files ?? [])];
  return files.find(({ type }) => type.startsWith('image/')) ?? files[0];
}

/** A part of a picture as a JPEG; what is transparent becomes white. */
export async function photoOf(picture: ImageBitmap, { x, y, side }: Crop): Promise<Photo> {
  const edge = Math.max(1, Math.min(EDGE, Math.round(side)));
  const canvas = new OffscreenCanvas(edge, edge);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('there is no canvas');
  context.fillStyle = 'white';
  context.fillRect(0, 0, edge, edge);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, x - side / 2, y - side / 2, side, side, 0, 0, edge, edge);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
  return { type: 'image/jpeg', base64: base64Of(new Uint8Array(await blob.arrayBuffer())) };
}

function base64Of(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

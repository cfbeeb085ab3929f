// Owns: the pictures of contacts as bitmaps for the screen: asked for when they are seen, kept while they may be seen
// again. Leaves to others: drawing them (components/Monogram.svelte), where they come from (main).
import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { ContactId } from '../../main/core/account.ts';
import type { Photo } from '../../preload/contract.ts';
import { ask } from '../api.ts';

/** Edge of a kept bitmap in device pixels: the largest monogram on a screen of double density. */
const EDGE = 160;
/** Bitmaps kept at most; each takes about 100 kB. */
const KEPT = 300;

interface Picture {
  /** What the picture was asked for: changes of the contact make it old. '' where nobody said. */
  readonly stamp: string;
  /** How many syncs had ended: the list's rows do not say when a contact changed. */
  readonly epoch: number;
  /** Null while it is asked for, or where there is none. */
  readonly bitmap: ImageBitmap | null;
}

export class Pictures {
  readonly #kept = new SvelteMap<ContactId, Picture>();
  #epoch = $state(0);

  /** The bitmap of a contact, if it is there; an old one stays until the new one has come. */
  of(contact: ContactId): ImageBitmap | null {
    return this.#kept.get(contact)?.bitmap ?? null;
  }

  /** Asks for a contact's picture unless a current one is there. `stamp` is the contact's changedAt, where known. */
  see(contact: ContactId, stamp = ''): void {
    const epoch = this.#epoch;
    untrack(() => {
      const known = this.#kept.get(contact);
      const current = known !== undefined && known.epoch === epoch && (stamp === '' || known.stamp === stamp);
      if (!current) void this.#load(contact, stamp);
    });
  }

  /** A person has just set or removed it. */
  forget(contact: ContactId): void {
    this.#kept.delete(contact);
    this.see(contact);
  }

  /** After a sync any picture may be another one. */
  growOld(): void {
    this.#epoch++;
  }

  async #load(contact: ContactId, stamp: string): Promise<void> {
    const before = this.#kept.get(contact);
    const asked: Picture = { stamp, epoch: this.#epoch, bitmap: before?.bitmap ?? null };
    this.#keep(contact, asked);
    let bitmap: ImageBitmap | null = null;
    try {
      const photo = await ask('photos.get', contact);
      bitmap = photo === null ? null : await bitmapOf(photo);
    } catch {
      // A picture that cannot be had now is not there: the monogram stands in its place.
    }
    if (this.#kept.get(contact) !== asked) return;
    this.#keep(contact, { ...asked, bitmap });
  }

  #keep(contact: ContactId, picture: Picture): void {
    this.#kept.delete(contact);
    this.#kept.set(contact, picture);
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }
}

/**
 * Decoded and cut to a square here instead of by an <img>: the page's policy lets no image in from `blob:` or `data:`,
 * and need not, because a bitmap is no request.
 */
export async function bitmapOf({ type, base64 }: Photo): Promise<ImageBitmap> {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const whole = await createImageBitmap(new Blob([bytes], { type }));
  const edge = Math.min(whole.width, whole.height);
  const left = Math.floor((whole.width - edge) / 2);
  // Faces are nearer to the top of a portrait than to its middle.
  const top = Math.floor((whole.height - edge) / 3);
  const square = await createImageBitmap(whole, left, top, edge, edge, {
    resizeWidth: EDGE,
    resizeHeight: EDGE,
    resizeQuality: 'high',
  });
  whole.close();
  return square;
}

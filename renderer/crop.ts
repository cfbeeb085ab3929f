// Owns: which square of a picture becomes a photo, while it is moved and enlarged. Pure. Leaves to others: the picture
// (picture-file.ts), keys and pointers (components/photo/CropDialog).

/** Width and height of a picture in its pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** A square by its middle and its side, in pixels of the picture. */
export interface Crop {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/** A photo is enlarged so many times at most, and never to fewer pixels than a small sign has. */
const LARGEST_ZOOM = 8;
const SMALLEST_SIDE = 48;

const short = ({ width, height }: PictureSize): number => Math.min(width, height);
const between = (value: number, from: number, to: number): number => Math.min(Math.max(value, from), to);

/** As much as fits into a square. Faces are nearer to the top of a portrait than to its middle. */
export function wholeCrop(size: PictureSize): Crop {
  const side = short(size);
  return { x: size.width / 2, y: side / 2 + (size.height - side) / 3, side };
}

/** The square within the picture. */
function within({ x, y, side }: Crop, size: PictureSize): Crop {
  return {
    side,
    x: between(x, side / 2, size.width - side / 2),
    y: between(y, side / 2, size.height - side / 2),
  };
}

/** How often the picture can be enlarged, at least 1. */
export function largestZoom(size: PictureSize): number {
  return between(short(size) / SMALLEST_SIDE, 1, LARGEST_ZOOM);
}

/** 1 where as much is shown as fits. */
export function zoomOf({ side }: Crop, size: PictureSize): number {
  return short(size) / side;
}

/** Enlarged to `zoom` around its middle, as far as that is possible. */
export function zoomed(crop: Crop, zoom: number, size: PictureSize): Crop {
  return within({ ...crop, side: short(size) / between(zoom, 1, largestZoom(size)) }, size);
}

/** The picture moved under the square by parts of the square's side: 1 to the right shows what was left of it. */
export function moved(crop: Crop, right: number, down: number, size: PictureSize): Crop {
  return within({ ...crop, x: crop.x - right * crop.side, y: crop.y - down * crop.side }, size);
}

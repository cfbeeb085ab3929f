// Owns: where the window opens: what was remembered of its place, checked, and put right where no screen shows it any
// more. Pure. Leaves to others: the screens and the window (window.ts), the file (window-memory.ts).
import * as v from 'valibot';

/** In device-independent pixels, as Electron's `Rectangle`. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How the window was when it was closed; the rectangle is that of its normal state, whatever its present one. */
export interface WindowPlace extends Rectangle {
  readonly maximized: boolean;
}

/** Where the window is to open; without `x` and `y` it is centred. */
export interface OpeningPlace {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
  readonly maximized: boolean;
}

/** The smallest window: one column of 360 px, within the frame that Windows draws around it. */
export const SMALLEST = { width: 376, height: 480 } as const;
const USUAL = { width: 1200, height: 800 } as const;
/** So much of the bar at the top must be on a screen for a hand to take hold of it. */
const HANDLE = { width: 120, height: 24 } as const;
/** Far beyond every wall of screens. */
const FAR = 100_000;

const coordinate = v.pipe(v.number(), v.integer(), v.minValue(-FAR), v.maxValue(FAR));
const extent = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(FAR));
const schema = v.object({
  x: coordinate,
  y: coordinate,
  width: extent,
  height: extent,
  maximized: v.boolean(),
});

/** What a file says of the window's place; null where it says nothing that can be understood. */
export function parseWindowPlace(text: string): WindowPlace | null {
  try {
    const result = v.safeParse(schema, JSON.parse(text));
    return result.success ? result.output : null;
  } catch {
    return null;
  }
}

/**
 * Where to open the window. `screens`: their work areas, the main one first. A place that can be taken hold of stays as
 * it was; one that cannot is moved onto the screen that shows most of it, or to the middle of the main one.
 */
export function openingPlace(remembered: WindowPlace | null, screens: readonly Rectangle[]): OpeningPlace {
  const main = screens[0];
  if (remembered === null) return { ...fitted(USUAL, main), maximized: false };
  const { maximized } = remembered;
  const shown = mostOf(remembered, screens);
  if (shown === undefined) return { ...fitted(remembered, main), maximized };
  const size = fitted(remembered, shown);
  const place = { x: remembered.x, y: remembered.y, ...size };
  if (isWithinReach(place, screens)) return { ...place, maximized };
  return { ...size, x: within(place.x, size.width, shown.x, shown.width), y: shown.y, maximized };
}

type Size = Pick<Rectangle, 'width' | 'height'>;

/** No larger than the screen, no smaller than the window may be. */
function fitted({ width, height }: Size, screen: Size = USUAL): Size {
  return {
    width: Math.max(SMALLEST.width, Math.min(width, screen.width)),
    height: Math.max(SMALLEST.height, Math.min(height, screen.height)),
  };
}

function mostOf(place: Rectangle, screens: readonly Rectangle[]): Rectangle | undefined {
  let [best, most]: [Rectangle | undefined, number] = [undefined, 0];
  for (const screen of screens) {
    const { width, height } = overlap(place, screen);
    if (width * height > most) [best, most] = [screen, width * height];
  }
  return best;
}

function isWithinReach(place: Rectangle, screens: readonly Rectangle[]): boolean {
  const bar = { ...place, height: HANDLE.height };
  return screens.some((screen) => {
    const { width, height } = overlap(bar, screen);
    return width >= HANDLE.width && height === HANDLE.height;
  });
}

function overlap(one: Rectangle, other: Rectangle): Size {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return { width: Math.max(0, width), height: Math.max(0, height) };
}

const within = (start: number, length: number, from: number, room: number): number =>
  Math.max(from, Math.min(start, from + room - length));

// Owns: where the window opens, whatever is remembered of it and whatever screens there are. Leaves to others: the window
// itself (start.test.ts).
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { windowMemory } from '../../../main/app/window-memory.ts';
import { openingPlace, parseWindowPlace, SMALLEST } from '../../../main/app/window-place.ts';

const MAIN = { x: 0, y: 25, width: 1920, height: 1055 };
const LEFT = { x: -1280, y: 0, width: 1280, height: 1024 };
const PLACE = { x: 100, y: 120, width: 900, height: 700, maximized: false };

test('nothing is remembered: the usual size in the middle, no larger than the screen', () => {
  expect(openingPlace(null, [MAIN])).toEqual({ width: 1200, height: 800, maximized: false });
  const small = { x: 0, y: 0, width: 1024, height: 600 };
  expect(openingPlace(null, [small])).toEqual({ width: 1024, height: 600, maximized: false });
});

test.each([
  ['on the main screen', PLACE],
  ['maximized', { ...PLACE, maximized: true }],
  ['on the other screen', { ...PLACE, x: -1200, y: 10 }],
  ['over both screens', { ...PLACE, x: -400 }],
  ['half below the edge, with its bar in reach', { ...PLACE, y: 900 }],
])('a place %s stays exactly as it was', (_name, place) => {
  expect(openingPlace(place, [MAIN, LEFT])).toEqual(place);
});

test('a place on a screen that is gone opens in the middle of the main one, with its size', () => {
  expect(openingPlace({ ...PLACE, x: -1200 }, [MAIN])).toEqual({ width: 900, height: 700, maximized: false });
});

test('a place whose bar is out of reach moves onto the screen that shows most of it', () => {
  expect(openingPlace({ ...PLACE, y: -600 }, [MAIN, LEFT])).toEqual({ ...PLACE, y: 25 });
  expect(openingPlace({ ...PLACE, x: 1880 }, [MAIN])).toEqual({ ...PLACE, x: 1020, y: 25 });
});

test('a window larger than its screen is made to fit, and none is smaller than one column', () => {
  const huge = openingPlace({ ...PLACE, x: 0, y: 25, width: 4000, height: 3000 }, [MAIN]);
  expect(huge).toEqual({ x: 0, y: 25, width: 1920, height: 1055, maximized: false });
  expect(openingPlace({ ...PLACE, width: 10, height: 10 }, [MAIN])).toEqual({ ...PLACE, ...SMALLEST });
});

test('whatever was remembered, the bar can be taken hold of or the place is the system’s choice', () => {
  const number = fc.integer({ min: -100_000, max: 100_000 });
  const size = fc.integer({ min: 1, max: 100_000 });
  const screen = fc.record({
    x: fc.integer({ min: -8_000, max: 8_000 }),
    y: fc.integer({ min: -8_000, max: 8_000 }),
    width: fc.integer({ min: 400, max: 8_000 }),
    height: fc.integer({ min: 500, max: 8_000 }),
  });
  const place = fc.record({ x: number, y: number, width: size, height: size, maximized: fc.boolean() });
  fc.assert(
    fc.property(place, fc.array(screen, { maxLength: 4 }), (remembered, screens) => {
      const { x, y, width, height } = openingPlace(remembered, screens);
      expect(width).toBeGreaterThanOrEqual(SMALLEST.width);
      expect(height).toBeGreaterThanOrEqual(SMALLEST.height);
      if (x === undefined || y === undefined) return;
      const reach = screens.map(
        (one) =>
          Math.min(x + width, one.x + one.width) - Math.max(x, one.x) >= 120 &&
          y >= one.y &&
          y + 24 <= one.y + one.height,
      );
      expect(reach).toContain(true);
    }),
  );
});

test.each([
  '',
  'null',
  '[]',
  '{}',
  '{"x":1,"y":2,"width":3,"height":4}',
  '{"x":"1","y":2,"width":900,"height":700,"maximized":false}',
  '{"x":1.5,"y":2,"width":900,"height":700,"maximized":false}',
  '{"x":1e300,"y":2,"width":900,"height":700,"maximized":false}',
  '{"x":1,"y":2,"width":0,"height":700,"maximized":false}',
  '{"x":1,"y":2,"width":-5,"height":700,"maximized":false}',
  '{"x":1,"y":2,"width":900,"height":700,"maximized":"yes"}',
])('a file that says %j says nothing', (text) => {
  expect(parseWindowPlace(text)).toBeNull();
});

test('the file is read back as it was written, one that is damaged or cannot be written is no trouble', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kith-window-'));
  try {
    const memory = windowMemory(folder);
    expect(memory.read()).toBeNull();
    memory.write(PLACE);
    expect(windowMemory(folder).read()).toEqual(PLACE);
    expect(readdirSync(folder)).toEqual(['window.json']);
    expect(JSON.parse(readFileSync(join(folder, 'window.json'), 'utf8'))).toEqual(PLACE);
    writeFileSync(join(folder, 'window.json'), '{"x":');
    expect(memory.read()).toBeNull();
    expect(() => windowMemory(join(folder, 'not', 'there')).write(PLACE)).not.toThrow();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

// Owns: which square of a picture becomes a photo. Leaves to others: keys and pointers (editor-photo.test.ts).
import { describe, expect, test } from 'vitest';
import { largestZoom, moved, wholeCrop, zoomed, zoomOf } from '../../../renderer/crop.ts';

const WIDE = { width: 400, height: 300 };
const TALL = { width: 300, height: 900 };

describe('the part of a picture that is shown', () => {
  test('is at first as much as fits, of a portrait nearer to the top', () => {
    expect([wholeCrop(WIDE), wholeCrop(TALL)]).toEqual([
      { x: 200, y: 150, side: 300 },
      { x: 150, y: 350, side: 300 },
    ]);
  });

  test('never reaches beyond the picture, however it is moved and enlarged', () => {
    let crop = wholeCrop(WIDE);
    for (const [right, down, zoom] of [
      [5, 5, 1],
      [-9, 0.3, 3],
      [0.1, -7, 99],
      [3, 3, 0.01],
    ] as const) {
      crop = zoomed(moved(crop, right, down, WIDE), zoom, WIDE);
      expect(crop.x - crop.side / 2).toBeGreaterThanOrEqual(0);
      expect(crop.y - crop.side / 2).toBeGreaterThanOrEqual(0);
      expect(crop.x + crop.side / 2).toBeLessThanOrEqual(WIDE.width);
      expect(crop.y + crop.side / 2).toBeLessThanOrEqual(WIDE.height);
    }
    expect(zoomOf(crop, WIDE)).toBe(1);
  });

  test('moves with the hand: to the right shows what was left of it', () => {
    expect(moved(wholeCrop(WIDE), 0.1, 0, WIDE).x).toBe(170);
    expect(moved(wholeCrop(TALL), 0, -0.5, TALL).y).toBe(500);
  });

  test('is enlarged around its middle, and a small picture less than a large one', () => {
    const crop = zoomed(moved(wholeCrop(TALL), 0, 0.1, TALL), 2, TALL);
    expect([crop, zoomOf(crop, TALL)]).toEqual([{ x: 150, y: 320, side: 150 }, 2]);
    expect([TALL, { width: 96, height: 200 }, { width: 20, height: 20 }].map(largestZoom)).toEqual([
      6.25, 2, 1,
    ]);
  });
});

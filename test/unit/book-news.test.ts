// Owns: that a person's change is told at once, and a run's pages together. Leaves to others: what the window asks then.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Cause } from '../../main/core/history.ts';
import { bookNews } from '../../main/book-news.ts';
import type { Book, BookListener } from '../../main/store/book.ts';

const RUN = { kind: 'run', run: 'r1' } as Cause;
let listener: BookListener;
let told: number[];
let revision = 0;
let inUse = false;
const change = (by: Cause) => listener([], ++revision, by);
const start = () =>
  bookNews(
    {
      get revision() {
        return revision;
      },
      subscribe: (one: BookListener) => ((listener = one), () => undefined),
    } as unknown as Book,
    (at) => told.push(at),
    () => inUse,
  );

beforeEach(() => {
  vi.useFakeTimers();
  [told, revision, inUse] = [[], 0, false];
});
afterEach(() => {
  vi.useRealTimers();
});

it('what a person did is told at once, and with it all before', () => {
  start();
  change(RUN);
  change({ kind: 'person', command: 'contacts.save' });
  vi.advanceTimersByTime(10_000);
  expect(told).toEqual([2]);
});

it('a run’s pages are told together, again and again while it goes on', () => {
  start();
  for (let page = 0; page < 10; page++) {
    change(RUN);
    vi.advanceTimersByTime(250);
  }
  expect(told).toEqual([4, 8]);
  vi.advanceTimersByTime(10_000);
  expect(told).toEqual([4, 8, 10]);
});

it('photos that are read one after the other are told together, since whoever looks at one has it', () => {
  start();
  for (let photo = 0; photo < 4; photo++) {
    change({ kind: 'kith', read: 'photo' });
    vi.advanceTimersByTime(100);
  }
  expect(told).toEqual([]);
  vi.advanceTimersByTime(10_000);
  expect(told).toEqual([4]);
  change({ kind: 'kith' });
  expect(told).toEqual([4, 5]);
});

it('the end of a run tells what is left, and nothing twice', () => {
  const news = start();
  change(RUN);
  news.flush();
  news.flush();
  vi.advanceTimersByTime(10_000);
  expect(told).toEqual([1]);
});

it('a run’s pages wait while the window is asked for other things, but not for ever', () => {
  start();
  inUse = true;
  change(RUN);
  vi.advanceTimersByTime(2000);
  expect(told).toEqual([]);
  inUse = false;
  vi.advanceTimersByTime(100);
  expect(told).toEqual([1]);
  inUse = true;
  change(RUN);
  vi.advanceTimersByTime(3900);
  expect(told).toEqual([1]);
  vi.advanceTimersByTime(100);
  expect(told).toEqual([1, 2]);
});

it('what a person did is told at once while the window is in use, with it what waited', () => {
  start();
  inUse = true;
  change(RUN);
  vi.advanceTimersByTime(1500);
  change({ kind: 'person', command: 'contacts.save' });
  vi.advanceTimersByTime(10_000);
  expect(told).toEqual([2]);
});

// Owns: what every test file of the window shares: one browser, a window for each test over the fake bridge, and that no
// test leaves an error or a violation behind. Leaves to others: opening windows (window-page.ts), the tests.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { AppCall, CommandName, EventName } from '../../preload/contract.ts';
import { PORTRAIT } from './fake-places.ts';
import type { FakeKith, FakeOptions } from './fake-bridge.ts';
import { startWindowHost, violationsOf } from './window-page.ts';
import type { OpenOptions, OpenWindow, WindowHost } from './window-page.ts';

export interface WindowTests {
  /** Opens the window of this test. */
  start(fake?: FakeOptions, options?: Partial<OpenOptions>): Promise<Page>;
  /** The arguments of each time the window asked for this. */
  asked(name: CommandName): Promise<readonly (readonly unknown[])[]>;
}

/** Sets a test file up. `usual`: how its windows are unless a test says otherwise. */
export function windowTests(usual: FakeOptions = {}): WindowTests {
  let host: WindowHost;
  let open: OpenWindow | undefined;
  beforeAll(async () => {
    host = await startWindowHost();
  }, 120_000);
  afterAll(() => host.close());
  afterEach(async () => {
    if (open === undefined) return;
    expect(await violationsOf(open.page)).toEqual([]);
    expect(open.complaints).toEqual([]);
    await open.close();
    open = undefined;
  });
  return {
    start: async (fake = {}, options = {}) => {
      open = await host.open({ ...options, fake: { ...usual, ...fake } });
      open.page.setDefaultTimeout(8_000);
      return open.page;
    },
    asked: async (name) =>
      ((await open?.asked()) ?? []).filter((one) => one.name === name).map(({ args }) => args),
  };
}

/** A picture as somebody chooses it. */
export const PNG = {
  name: 'ada.png',
  mimeType: 'image/png',
  buffer: Buffer.from(PORTRAIT.base64, 'base64'),
};

/** Lets main tell the window something. */
export function emit(page: Page, name: EventName, payload: object): Promise<void> {
  return page.evaluate(
    (told: { readonly name: string; readonly payload: object }) => {
      const { fakeKith } = globalThis as unknown as { fakeKith: FakeKith };
      fakeKith.emit(told.name as never, told.payload as never);
    },
    { name: name as string, payload },
  );
}

/** Asks the window something from outside it: by a link, the menu, a notification. */
export function call(page: Page, one: AppCall): Promise<void> {
  return page.evaluate((told: object) => {
    const { fakeKith } = globalThis as unknown as { fakeKith: FakeKith };
    fakeKith.call(told as AppCall);
  }, one);
}

/**
 * From here on lists are answered by hand: gives what answers the search of that number, from 0 on. What is asked without a
 * search is not answered any more.
 */
export async function holdSearches(page: Page): Promise<(number: number) => Promise<void>> {
  await page.evaluate(() => {
    type List = (query: { readonly text: string }) => Promise<unknown>;
    const { kith } = globalThis as unknown as { kith: { readonly commands: Record<string, List> } };
    const list = kith.commands['persons.list']!;
    const answers: (() => void)[] = [];
    Object.assign(globalThis, { answers });
    kith.commands['persons.list'] = async (query) => {
      await new Promise<void>((answer) => (query.text === '' ? null : answers.push(answer)));
      return list(query);
    };
  });
  return (number) =>
    page.evaluate((at) => (globalThis as unknown as { answers: (() => void)[] }).answers[at]!(), number);
}

/** What has the keyboard: its test id, or its element's name. */
export const focusedId = (page: Page): Promise<unknown> =>
  page.evaluate('document.activeElement.dataset.testid ?? document.activeElement.localName');

/** Waits until nothing of this is on the page. */
export const gone = (page: Page, testid: string) =>
  expect.poll(() => page.getByTestId(testid).count()).toBe(0);

import { afterAll, afterEach, beforeAll, expect, jest } from '@jest/globals';
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import { launchBrowser } from './browser.js';
import { visit, type Visit } from './visit.js';

/** A desk's window, for the console. */
export const DESK: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };

/** Opens a phone, or with other options a desk, at a path. */
export type Go = (path: string, options?: BrowserContextOptions, prepare?: (context: BrowserContext) => Promise<unknown>) => Promise<Visit>;

/**
 * Phones for a suite of browser tests: one Chromium for all of them. What a test opened is closed after it, and must not have
 * asked another host nor complained of anything. A busy machine may be slower than a test's patience: what fails is tried once
 * more, with its first error printed.
 * @param onlyOnce the tests tell one story, of which no part can be told again: they have more patience instead
 */
export function usePhones(url: () => string, { onlyOnce = false } = {}): Go {
  if (!onlyOnce) jest.retryTimes(1, { logErrorsBeforeRetry: true });
  let browser: Browser;
  let open: Visit[] = [];
  beforeAll(async () => {
    browser = await launchBrowser();
  }, 60_000);
  afterAll(() => browser?.close());
  afterEach(async () => {
    const complaints = open.flatMap((visited) => visited.complaints);
    await Promise.all(open.map((visited) => visited.close()));
    open = [];
    expect(complaints).toEqual([]);
  });
  return async (path, options, prepare) => {
    const opened = await visit(browser, url() + path, options, prepare);
    if (onlyOnce) opened.page.setDefaultTimeout(40_000);
    open.push(opened);
    return opened;
  };
}

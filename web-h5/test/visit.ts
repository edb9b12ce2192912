import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

/** A phone of a resident: one context of the browser, and what must not have happened in it. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Requests to anywhere but the gateway, and what the page complained of in the console. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/** The phone of the tests: 375 × 812, Chinese. */
const PHONE: BrowserContextOptions = { viewport: { width: 375, height: 812 }, locale: 'zh-CN', timezoneId: 'America/New_York' };

/** Where the tests stand when the phone may tell: the district's centre. */
export const STANDING: BrowserContextOptions = { permissions: ['geolocation'], geolocation: { latitude: 31.03, longitude: 121.22 } };

/** Opens a phone at `url`. Network failures are no complaints: a test that cuts the line makes them. */
export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}, prepare?: (context: BrowserContext) => Promise<unknown>): Promise<Visit> {
  const context = await browser.newContext({ ...PHONE, ...options });
  const complaints: string[] = [];
  const { host } = new URL(url);
  context.on('request', (request) => {
    const asked = new URL(request.url());
    if (asked.protocol.startsWith('http') && asked.host !== host) complaints.push(`asked ${asked.host}`);
  });
  context.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !/WebSocket|ERR_|Failed to load resource/.test(text)) complaints.push(text);
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  await prepare?.(context);
  const page = await context.newPage();
  page.setDefaultTimeout(12_000);
  await page.goto(url);
  return { page, context, complaints, close: () => context.close() };
}

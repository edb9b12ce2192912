import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
];

/** The machine's Chromium: `CHROMIUM_PATH`, else the usual names on `PATH`. Throws with what to install where there is none. */
function findChromium(): string {
  const given = process.env['CHROMIUM_PATH'];
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const candidates = [...(given ? [given] : []), ...NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)))];
  const found = candidates.find((candidate) => existsSync(candidate));
  if (!found) throw new Error('The tests of the pages need Chromium: install it (for example `apt install chromium`) or set CHROMIUM_PATH.');
  return found;
}

/** Starts the machine's Chromium without its outside calls. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: FLAGS });
}

import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs';

/**
 * Writes JSON into a new file beside `file`, readable by its owner alone and whole on the disk; gives its path. The caller
 * gives it the name: by `renameSync` to replace what is there, by `linkSync` to be the first.
 */
export function writeTemporary(file: string, content: object): string {
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const handle = openSync(temporary, 'wx', 0o600);
  try {
    writeFileSync(handle, `${JSON.stringify(content, null, 2)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return temporary;
}

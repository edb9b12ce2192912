import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's top folder: the nearest one above this code (source or bundle) that holds `package.json` beside `modules/`. */
export function projectRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!(existsSync(path.join(folder, 'package.json')) && existsSync(path.join(folder, 'modules')))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error('the project folder (package.json beside modules/) was not found above the code');
    folder = parent;
  }
  return folder;
}

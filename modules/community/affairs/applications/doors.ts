import { LARGEST_FILE } from '../../../kernel/files/index.js';
import type { Door } from '../../../kernel/module.js';
import type { ReadingService } from './reading.js';

/** The doors of files: one takes a file in (its bytes as the body, its name as `name`), one gives it to whoever may see it. */
export function createFileDoors(reading: ReadingService): Door[] {
  return [
    {
      method: 'POST', path: '/affairs/files', maxBodyBytes: LARGEST_FILE,
      async handle({ caller, query, body }) {
        const { id, kind, contentType, size, name } = await reading.upload(caller, query.get('name') ?? '', body);
        return { status: 201, headers: { 'cache-control': 'no-store' }, body: { id, kind, contentType, size, name } };
      },
    },
    {
      method: 'GET', path: '/affairs/files/:id', maxBodyBytes: 0,
      async handle({ caller, params }) {
        const { file, bytes } = await reading.download(caller, params.id ?? '');
        // Never a page of this site, whatever is in it.
        return { contentType: file.contentType, headers: { 'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(file.name)}`, 'cache-control': 'private, no-store', 'content-security-policy': "default-src 'none'; sandbox", 'x-content-type-options': 'nosniff' }, body: bytes };
      },
    },
  ];
}

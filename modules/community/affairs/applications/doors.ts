import { Fault } from '../../../kernel/errors.js';
import { LARGEST_FILE } from '../../../kernel/files/index.js';
import type { Door, DoorResponse } from '../../../kernel/module.js';
import type { ReadingService } from './reading.js';

/** What somebody reads whose file was not taken, by the reason of the fault. */
const REFUSALS: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  type: { zh: '只能上传照片（JPG、PNG、WebP）或PDF文件；改了后缀名的文件也不行', en: 'Only pictures (JPEG, PNG, WebP) and PDF are taken, whatever a file is called' },
  damaged: { zh: '这个文件打不开，可能已损坏，请重新拍照或导出后再上传', en: 'This file cannot be opened; please take or export it again' },
  encrypted: { zh: '这个PDF设了密码，请取消密码后再上传', en: 'This PDF has a password; please take it off first' },
  'active-content': { zh: '这个PDF里带有脚本或附件，不能上传；请“打印成PDF”后再上传', en: 'This PDF has scripts or files within; please print it to PDF and add that' },
  full: { zh: '已上传而未提交的材料太多，请先提交填好的申请，或删除不用的草稿，明天再上传', en: 'There is much that was added and not handed in: please hand in what is ready, or come back tomorrow' },
  virus: { zh: '这个文件里发现病毒，没有上传', en: 'A virus was found in this file; it was not taken' },
};
const TOO_LARGE = { zh: `文件不能超过 ${LARGEST_FILE / 1024 / 1024} MB，请压缩或重新拍照`, en: `At most ${LARGEST_FILE / 1024 / 1024} MB a file` };
/** Read beyond the limit, so that a file somewhat too large is refused in words of its own. */
const SLACK = 4 * 1024 * 1024;

/** The doors of files: one takes a file in (its bytes as the body, its name as `name`), one gives it to whoever may see it. */
export function createFileDoors(reading: ReadingService): Door[] {
  return [
    {
      method: 'POST', path: '/affairs/files', maxBodyBytes: LARGEST_FILE + SLACK,
      async handle({ caller, query, body }) {
        try {
          const { id, kind, contentType, size, name } = await reading.upload(caller, query.get('name') ?? '', body);
          return { status: 201, headers: { 'cache-control': 'no-store' }, body: { id, kind, contentType, size, name, url: urlOf(id) } };
        } catch (error) {
          const refused = refusalOf(error);
          if (!refused) throw error;
          return refused;
        }
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

/** Where a file's bytes are. */
export const urlOf = (id: string): string => `/affairs/files/${id}`;

/** An answer in the shape of all faults, in words that say what to do; null where the fault's own words are all there is. */
function refusalOf(error: unknown): DoorResponse | null {
  if (!(error instanceof Fault)) return null;
  const { reason } = error.details;
  const words = error.code === 'TOO_LARGE' ? TOO_LARGE : error.code === 'BAD_INPUT' && typeof reason === 'string' ? REFUSALS[reason] : undefined;
  return words ? { status: error.kind.status, headers: { 'cache-control': 'no-store' }, body: { errors: [{ message: words.zh, extensions: { code: error.code, messageEn: words.en, details: error.details } }] } } : null;
}

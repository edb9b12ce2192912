import { createHash } from 'node:crypto';
import type { DocumentCheck } from './types.js';

const STYLE = `
  :root { color-scheme: light dark; font: 18px/1.6 "Noto Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif; }
  body { margin: 0 auto; max-width: 34rem; padding: 1.5rem 1rem; }
  h1 { font-size: 1.15rem; font-weight: 600; margin: 0 0 1rem; }
  .answer { border-inline-start: .4rem solid; padding: .25rem 0 .25rem 1rem; margin: 0 0 1.5rem; font-size: 1.5rem; font-weight: 700; }
  .holds { border-color: #1a7f37; } .broken { border-color: #c62828; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: .4rem 1rem; margin: 0; }
  dt { opacity: .75; } dd { margin: 0; overflow-wrap: anywhere; }
  small { display: block; font-size: .8rem; font-weight: 400; opacity: .8; }
`;

/** What the page may load: its own style, and nothing else. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/**
 * The page that a QR code on a paper leads to: plain HTML without a script, for whatever scanned it.
 * @param found null where no document has the code
 * @param district the district's name
 */
export function verificationPage(found: DocumentCheck | null, district: string): string {
  const { zh, en, holds } = answerOf(found);
  const rows: readonly (readonly [string, string | null])[] = found === null ? [] : [
    ['文书', found.title], ['办件编号', found.number], ['持有人', found.holder], ['签发机关', found.issuer], ['签发时间', moment(found.issuedAt)],
    ['失效时间', found.revokedAt === null ? null : moment(found.revokedAt)], ['内容摘要（SM3）', found.hash],
  ];
  return `<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>文书核验 · ${escaped(district)}</title><style>${STYLE}</style></head>
<body><main>
<h1>${escaped(district)} 文书核验<small lang="en">Verification of a document</small></h1>
<p class="answer ${holds ? 'holds' : 'broken'}" role="status">${zh}<small lang="en">${en}</small></p>
<dl>${rows.filter(([, value]) => value !== null).map(([name, value]) => `<dt>${name}</dt><dd>${escaped(value ?? '')}</dd>`).join('')}</dl>
${found?.genuine ? '<p>请核对以上信息与您手中的文书一致。<small lang="en">Please compare with the paper in your hand.</small></p>' : ''}
</main></body>
</html>
`;
}

function answerOf(found: DocumentCheck | null): { readonly zh: string; readonly en: string; readonly holds: boolean } {
  if (found === null) return { zh: '查无此文书', en: 'No document has this code', holds: false };
  if (!found.genuine) return { zh: '签名不符：内容可能被改动，请勿采信', en: 'The signature does not fit: do not rely on it', holds: false };
  if (found.revokedAt !== null) return { zh: '签名真实，但文书已失效', en: 'The signature is genuine, but the document no longer holds', holds: false };
  return { zh: '真实有效', en: 'Genuine, and it holds', holds: true };
}

/** An instant in the district, to the minute. */
function moment(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

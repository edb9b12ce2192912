import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withTransaction } from '../../kernel/db.js';
import type { DoorRequest } from '../../kernel/module.js';
import { callerOf, communityWorld, LI, staffOf, WANG, type CommunityWorld } from '../affairs/testing.js';
import { createDocuments, type Documents } from './index.js';

let world: CommunityWorld;
let documents: Documents;
beforeAll(async () => {
  world = await communityWorld('documents');
  documents = createDocuments(world);
  await documents.start();
});
afterAll(() => world.close());

const issue = (name = WANG.name, number = '310199202611230001') => withTransaction(world.connection, (session) => documents.service.issue(session, {
  kind: 'DECISION', number, person: { id: WANG.id, name }, title: '准予行政许可决定书', sections: [{ rows: [['事项', '食品经营许可']] }], issuer: ['云间区市场监督管理局', '2026-11-23'], at: world.time.now,
}));
const at = async (path: string, code: string, own: Partial<DoorRequest> = {}) => {
  const door = documents.routes.find((each) => each.path === path);
  if (!door) throw new Error('no such door');
  return door.handle({ caller: callerOf(WANG), params: { code }, query: new URLSearchParams(), headers: {}, body: Buffer.alloc(0), ...own });
};
const page = async (code: string) => {
  const { status, body, headers } = await at('/verify/:code', code);
  return { status, html: String(body), headers };
};

describe('the page that a QR code leads to', () => {
  it('says to anybody that a document is genuine, and whose it is without naming them', async () => {
    const { status, html } = await page(await issue());
    expect(status).toBe(200);
    for (const words of ['真实有效', '准予行政许可决定书', '310199202611230001', '王**', '云间区市场监督管理局', '2026-11-23 12:00']) expect(html).toContain(words);
    expect(html).not.toContain('王建国');
  });

  it('says that one no longer holds, that one was changed, that there is none', async () => {
    const [revoked, changed] = [await issue(), await issue()];
    await withTransaction(world.connection, (session) => documents.service.revoke(session, revoked, world.time.now + 60_000));
    expect((await page(revoked)).html).toMatch(/签名真实，但文书已失效[\s\S]*2026-11-23 12:01/);
    await world.connection.collection('community_documents').updateOne({ _id: changed as never }, { $set: { kind: 'RECEIPT' } });
    expect((await page(changed)).html).toContain('请勿采信');
    expect(await page('x'.repeat(22))).toMatchObject({ status: 404, html: expect.stringContaining('查无此文书') });
  });

  it('runs nothing and loads nothing, whatever stands in a document', async () => {
    const { html, headers } = await page(await issue('王"><script>', '<img src=x onerror=alert(1)>'));
    expect(html).not.toMatch(/<script|<img/);
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
    expect(headers?.['content-security-policy']).toContain(`default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  });
});

describe('a paper', () => {
  it('is drawn from what was issued, for its person and the staff', async () => {
    const code = await issue();
    const { body, headers } = await at('/documents/:code/paper.pdf', code);
    expect([(body as Buffer).subarray(0, 5).toString(), headers?.['cache-control']]).toEqual(['%PDF-', 'private, no-store']);
    await expect(at('/documents/:code/paper.pdf', code, { caller: callerOf(LI) })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(at('/documents/:code/paper.pdf', code, { caller: staffOf('audit-admin', 'it') })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(at('/documents/:code/paper.pdf', 'x'.repeat(22), { caller: staffOf('clerk', 'centre-yueyang') })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

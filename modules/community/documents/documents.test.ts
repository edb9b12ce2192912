import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { paperText } from '../../kernel/documents/testing.js';
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

const issue = () => withTransaction(world.connection, (session) => documents.service.issue(session, {
  kind: 'DECISION', number: '310199202611230001', person: { id: WANG.id, name: WANG.name }, title: '准予行政许可决定书', sections: [{ rows: [['事项', '食品经营许可']] }], issuer: ['云间区市场监督管理局', '2026-11-23'], at: world.time.now,
}));
const at = async (path: string, code: string, own: Partial<DoorRequest> = {}) => {
  const door = documents.routes.find((each) => each.path === path);
  if (!door) throw new Error('no such door');
  return door.handle({ caller: callerOf(WANG), params: { code }, query: new URLSearchParams(), headers: {}, body: Buffer.alloc(0), ...own });
};
const check = (code: string) => documents.service.verify(code);

describe('what a QR code stands for', () => {
  it('is told to anybody: that a document is genuine, and whose it is without naming them', async () => {
    expect(await check(await issue())).toMatchObject({ genuine: true, revokedAt: null, title: '准予行政许可决定书', number: '310199202611230001', holder: '王**', issuer: '云间区市场监督管理局', issuedAt: world.time.now });
  });

  it('says that one no longer holds, that one was changed, that there is none', async () => {
    const [revoked, changed] = [await issue(), await issue()];
    await withTransaction(world.connection, (session) => documents.service.revoke(session, revoked, world.time.now + 60_000));
    expect(await check(revoked)).toMatchObject({ genuine: true, revokedAt: world.time.now + 60_000 });
    await world.connection.collection('community_documents').updateOne({ _id: changed as never }, { $set: { kind: 'RECEIPT' } });
    expect(await check(changed)).toMatchObject({ genuine: false });
    expect(await check('x'.repeat(22))).toBeNull();
  });
});

describe('a paper', () => {
  it('is drawn from what was issued, for its person and the staff', async () => {
    const code = await issue();
    const { body, headers } = await at('/documents/:code/paper.pdf', code);
    expect([(body as Buffer).subarray(0, 5).toString(), headers?.['cache-control']]).toEqual(['%PDF-', 'private, no-store']);
    expect(paperText(body as Buffer)).not.toContain('撤销');
    await withTransaction(world.connection, (session) => documents.service.revoke(session, code, world.time.now));
    expect(paperText((await at('/documents/:code/paper.pdf', code)).body as Buffer)).toContain('本文书已于2026-11-23撤销，不再有效。');
    await expect(at('/documents/:code/paper.pdf', code, { caller: callerOf(LI) })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(at('/documents/:code/paper.pdf', code, { caller: staffOf('audit-admin', 'it') })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(at('/documents/:code/paper.pdf', 'x'.repeat(22), { caller: staffOf('clerk', 'centre-yueyang') })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

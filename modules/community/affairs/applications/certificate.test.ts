import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPersonalSignatures } from '../../../identity/index.js';
import { issue, signWith, testKey } from '../../../identity/sign-in/certificates/testing.js';
import { paperText } from '../../../kernel/documents/testing.js';
import { callerOf, LI } from '../testing.js';
import { applied, applyingWorld, drafted, key, SAMPLE_WANG, wang, type ApplyingWorld } from './testing.js';

const SERVICE = 'social-card-replacement';
const [authorityKey, ownKey] = [testKey('sm2'), testKey('sm2')];
const authority = issue({ name: '云间 CA', key: authorityKey, authority: true });
const own = issue({ name: '王建国', number: SAMPLE_WANG.identifier, key: ownKey, issuer: authority });
const state = { revoked: false, reachable: true };
let district: ApplyingWorld;
beforeAll(async () => {
  const clock = { now: () => Date.now() };
  district = await applyingWorld('certificates-of-applicants', { signatures: createPersonalSignatures({
    anchors: () => [authority.der],
    isRevoked: async () => {
      if (!state.reachable) throw new Error('the list cannot be fetched');
      return state.revoked;
    },
  }, clock) });
});
afterAll(() => district.close());

const toSign = async (values: Readonly<Record<string, unknown>>): Promise<string> => (await district.affairs.opening.preview(wang, { serviceId: SERVICE, values, papers: [], commitment: false })).toSign ?? '';
const signed = (message: string, withKey = ownKey, chain = [own]) => ({ signature: signWith(withKey, Buffer.from(message)).toString('base64'), chain: chain.map(({ der }) => der.toString('base64')) });
const submit = (draft: { readonly id: string }, certificate: ReturnType<typeof signed>, caller = wang, same = key()) => district.affairs.submission.submit(caller, { draftId: draft.id, version: 1, commitment: false, certificate }, same);
const refused = { kind: 'FormIncomplete', faults: [{ path: 'certificate', message: expect.objectContaining({ zh: expect.stringContaining('数字证书签名无效') }) }] };

describe('a certificate of one’s own', () => {
  it('signs what the preview shows, and the district’s seal covers it', async () => {
    const draft = await drafted(district.affairs, wang, SERVICE, { reason: 'lost' });
    const [certificate, same] = [signed(await toSign(draft.values)), key()];
    const result = await submit(draft, certificate, wang, same);
    expect(result).toMatchObject({ kind: 'Application' });
    expect(await submit(draft, certificate, wang, same)).toEqual(result);
    if (result.kind !== 'Application') return;
    expect((await district.affairs.reading.content(wang, result.number)).seal).toMatchObject({ by: 'certificate', genuine: true });
    expect(paperText((await district.documents.service.paper(wang, result.receiptCode)).bytes)).toContain('以本人数字证书签名');
  });

  it('of somebody else, over something else, revoked or untrusted signs nothing: nothing is handed in', async () => {
    const before = await district.world.connection.collection('community_applications').countDocuments();
    const draft = await drafted(district.affairs, wang, SERVICE, { reason: 'lost' });
    const message = await toSign(draft.values);
    const others = issue({ name: LI.name, number: LI.identifier, key: ownKey, issuer: authority });
    const strangers = issue({ name: '王建国', number: SAMPLE_WANG.identifier, key: ownKey });
    expect(await submit(draft, signed(message, ownKey, [others]))).toEqual(refused);
    expect(await submit(draft, signed(message, ownKey, [strangers]))).toEqual(refused);
    expect(await submit(draft, signed(message, testKey('sm2')))).toEqual(refused);
    expect(await submit(draft, signed(await toSign({ ...draft.values, bank: 'ccb' })))).toEqual(refused);
    expect(await submit(draft, { signature: 'no', chain: ['no'] })).toEqual(refused);
    state.revoked = true;
    expect(await submit(draft, signed(message))).toEqual(refused);
    state.revoked = false;
    state.reachable = false;
    await expect(submit(draft, signed(message))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    state.reachable = true;
    expect(await district.world.connection.collection('community_applications').countDocuments()).toBe(before);
    expect(await submit(draft, signed(message))).toMatchObject({ kind: 'Application' });
  });

  it('is no way around the second factor, and is asked of nobody who has none', async () => {
    const draft = await drafted(district.affairs, wang, SERVICE);
    await expect(submit(draft, signed(await toSign(draft.values)), { ...wang, assurance: 'ordinary' })).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
    const { number } = await applied(district.affairs, wang, SERVICE);
    expect((await district.affairs.reading.content(wang, number)).seal.by).toBe('second-factor');
  });

  it('of who acts for somebody is their own', async () => {
    const acting = callerOf(LI, { actingFor: { delegationId: 'd', kind: 'person', id: SAMPLE_WANG.id, displayName: '王建国', scopes: ['affairs.apply'] } });
    const draft = await drafted(district.affairs, acting, SERVICE);
    const message = (await district.affairs.opening.preview(acting, { serviceId: SERVICE, values: draft.values, papers: [], commitment: false })).toSign ?? '';
    expect(await submit(draft, signed(message), acting)).toEqual(refused);
    const certificate = issue({ name: LI.name, number: LI.identifier, key: ownKey, issuer: authority });
    expect(await submit(draft, signed(message, ownKey, [certificate]), acting)).toMatchObject({ kind: 'Application', personId: SAMPLE_WANG.id });
  });
});

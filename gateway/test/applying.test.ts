import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { paperText, showsQr } from '../../modules/kernel/documents/testing.js';
import { photo } from '../../modules/community/affairs/applications/testing.js';
import { ask, bearer, residentSession, samplePerson, SentCodes, staffSession, withSecondFactor } from './sample-people.js';
import { fewPhrases, startGateway, type TestGateway } from './testkit.js';

const WANG = 'sample-wang-jianguo';
let gateway: TestGateway;
let codes: SentCodes;
let token: string;
beforeAll(async () => {
  codes = new SentCodes();
  gateway = await startGateway({ env: { SEED: 'auto', PUBLIC_URL: 'https://yunjian.example' }, trainer: fewPhrases });
  token = await withSecondFactor(gateway, await residentSession(gateway, codes, WANG), WANG);
}, 120_000);
afterAll(async () => {
  codes?.stop();
  await gateway?.stop();
});

const send = (body: Buffer, headers: Record<string, string>, name = '打疫苗.jpg') => fetch(`${gateway.url}/affairs/files?name=${encodeURIComponent(name)}`, { method: 'POST', headers: { 'content-type': 'application/octet-stream', ...headers }, body: new Uint8Array(body) });
const idOf = async (response: Response): Promise<string> => String(((await response.json()) as { id?: unknown }).id); // the door's own shape
const get = (path: string, headers: Record<string, string> = {}) => fetch(`${gateway.url}${path}`, { headers });

describe('applying over HTTP', () => {
  it('from the form to the receipt that anybody can verify', async () => {
    const { applicationForm } = await ask(gateway, token, '{ applicationForm(serviceId: "dog-registration") { values papers { inputId state } } }');
    const { values, papers } = applicationForm as { values: Record<string, unknown>; papers: { inputId: string; state: string }[] }; // as selected
    expect(values).toMatchObject({ name: '王建国', identifier: samplePerson(WANG).identifier, street: 'yueyang' });
    const given = await Promise.all(papers.filter(({ state, inputId }) => state === 'ASKED' && inputId !== 'lease').map(async ({ inputId }) => ({ inputId, fileIds: [await idOf(await send(await photo(), bearer(token)))] })));
    expect(given.map(({ inputId }) => inputId).sort()).toEqual(['dog-photo', 'vaccination']);
    const filled = { ...values, tenure: 'owned', dogName: '阿黄', breed: '中华田园犬', dogSex: 'male', dogBorn: '2024-05-01', chip: '156001234567890', neutered: true, vaccinatedOn: '2026-05-01' };
    const { saveDraft } = await ask(gateway, token, 'mutation ($i: DraftInput!) { saveDraft(input: $i, idempotencyKey: "d") { ... on ApplicationDraft { id version } } }', { i: { serviceId: 'dog-registration', version: 0, values: filled, papers: given } });
    const { id: draftId, version } = saveDraft as { id: string; version: number }; // as selected
    const submit = 'mutation ($i: SubmitInput!) { submitApplication(input: $i, idempotencyKey: "s") { __typename ... on Application { number receiptCode receiptUrl } ... on FormIncomplete { faults { path message { zh } } } } }';
    const both = await Promise.all([ask(gateway, token, submit, { i: { draftId, version } }), ask(gateway, token, submit, { i: { draftId, version } })]);
    expect(both[0]).toMatchObject({ submitApplication: { __typename: 'Application' } });
    expect(both[1]).toEqual(both[0]);
    const { number, receiptCode, receiptUrl } = both[0].submitApplication as Record<string, string>; // as selected
    const receipt = await get(receiptUrl ?? '', bearer(token));
    expect([receipt.status, receipt.headers.get('content-type'), receipt.headers.get('cache-control')]).toEqual([200, 'application/pdf', 'private, no-store']);
    const paper = Buffer.from(await receipt.arrayBuffer());
    expect(paperText(paper)).toContain(`办件编号 ${number}`);
    expect(showsQr(paper, `https://yunjian.example/verify/${receiptCode}`)).toBe(true);
    expect(await ask(gateway, null, 'query ($code: String!) { verifyDocument(code: $code) { genuine holder number } }', { code: receiptCode })).toEqual({ verifyDocument: { genuine: true, holder: '王**', number } });
    expect((await get(receiptUrl ?? '')).status).toBe(401);
    // The case is there for who applied, and its papers for the clerk of his street alone.
    const file = given[0]?.fileIds[0] ?? '';
    expect((await get(`/affairs/files/${file}`, bearer(token))).headers.get('content-type')).toBe('image/jpeg');
    const [own, other] = [await staffSession(gateway, codes, 'sample-staff-clerk-yueyang'), await staffSession(gateway, codes, 'sample-staff-clerk-sijing')];
    expect((await get(`/affairs/files/${file}`, bearer(own))).status).toBe(200);
    expect((await get(`/affairs/files/${file}`, bearer(other))).status).toBe(403);
  }, 60_000);

  it('a file that is refused says why in the shape of all faults', async () => {
    const refused = await send(Buffer.from('MZ not a picture'), bearer(token));
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ errors: [{ message: expect.stringContaining('只能上传照片'), extensions: { code: 'BAD_INPUT', details: { reason: 'type' } } }] });
    expect((await send(Buffer.alloc(10 * 1024 * 1024 + 1), bearer(token))).status).toBe(413);
    expect((await send(Buffer.alloc(15 * 1024 * 1024), bearer(token))).status).toBe(413);
    expect((await send(await photo(), {})).status).toBe(401);
    expect((await send(await photo(), { authorization: 'Bearer nobody' })).status).toBe(401);
  });

  it('no other site’s page hands anything in by a browser’s cookie', async () => {
    const { phone } = samplePerson('sample-liu-yang');
    await ask(gateway, null, 'mutation ($phone: String!) { requestSignInCode(phone: $phone) { retryAfterSeconds } }', { phone });
    const signedIn = await gateway.graphql({ query: 'mutation ($phone: String!, $code: String!) { signInWithCode(phone: $phone, code: $code) { __typename } }', variables: { phone, code: codes.to(phone) } });
    const cookie = (signedIn.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
    expect((await send(await photo(), { cookie, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await send(await photo(), { cookie, origin: gateway.url, 'sec-fetch-site': 'same-origin' })).status).toBe(201);
  });
});

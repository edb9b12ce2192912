import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt, callerOf, signInWorld, type SignInWorld } from '../testing.js';
import type { SignInOutcome } from '../types.js';
import { readCertificate } from './certificate.js';
import { isTrusted } from './chain.js';
import { readElement } from './der.js';
import { challengeMessage } from './service.js';
import { der, issue, signWith, testKey, type TestCertificate, type TestKey } from './testing.js';

const NUMBER = '310199198502020023';
const CODE = '91310199MA1FL0000X';
let world: SignInWorld;
const revoked = new Set<string>();
const anchors: Buffer[] = [];
let reachable = true;
const authority = {
  anchors: () => anchors,
  isRevoked: async ({ serial }: { serial: string }) => {
    if (!reachable) throw new Error('the list cannot be fetched');
    return revoked.has(serial);
  },
};

/** A root, an authority under it, and a key, of one kind. */
function house(kind: 'sm2' | 'rsa') {
  const root = issue({ name: `${kind} root`, key: testKey(kind), authority: true });
  const middle = issue({ name: `${kind} authority`, key: testKey(kind), authority: true, pathLength: 0, issuer: root });
  anchors.push(root.der);
  return { root, middle, key: testKey(kind) };
}
const houses = { sm2: house('sm2'), rsa: house('rsa') };

beforeAll(async () => {
  world = await signInWorld('certificates', { authority });
  world.persons.set(NUMBER, 'person-cert');
  world.organisations.set(CODE, 'organisation-cert');
  await world.account({ kind: 'ORGANISATION', organisationId: 'organisation-cert', displayName: '云间食品有限公司' });
  const staff = await world.account({ kind: 'STAFF', personId: 'person-cert', displayName: '李明', phone: '13500000001' });
  world.posts.set(staff.id, [{ id: 'post', role: 'approver', organisationId: 'o' }]);
});
afterAll(() => world.close());

async function signIn(key: TestKey, chain: readonly TestCertificate[], change: (message: Buffer) => Buffer = (message) => message): Promise<SignInOutcome> {
  const { id, nonce } = await world.certificates.challenge();
  return world.certificates.signIn(attempt(), id, signWith(key, change(challengeMessage(id, nonce))).toString('base64'), chain.map((each) => each.der.toString('base64')));
}
const wrong = { __typename: 'SignInRefused', reason: 'WRONG', retryAfterSeconds: null };
const trusts = (chain: readonly TestCertificate[], now = Date.now()): Promise<boolean> => isTrusted(chain.map((each) => readCertificate(each.der)), authority, now);

describe.each(['sm2', 'rsa'] as const)('a certificate of %s', (kind) => {
  const { root, middle, key } = houses[kind];

  it('signs an organisation in, with or without the root in the chain, as PEM too', async () => {
    const leaf = issue({ name: '云间食品', number: CODE, key, issuer: middle });
    expect(callerOf(await signIn(key, [leaf, middle])).assurance).toBe('ordinary');
    expect(callerOf(await signIn(key, [leaf, middle, root])).accountId).not.toBeNull();
    const { id, nonce } = await world.certificates.challenge();
    const pem = [leaf, middle].map((each) => `-----BEGIN CERTIFICATE-----\n${each.der.toString('base64').replace(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`);
    expect(callerOf(await world.certificates.signIn(attempt(), id, signWith(key, challengeMessage(id, nonce)).toString('base64'), pem)).accountId).not.toBeNull();
  });

  it('is a member of staff’s first factor', async () => {
    const leaf = issue({ name: '李明', number: NUMBER, key, issuer: middle });
    expect(await signIn(key, [leaf, middle])).toMatchObject({ __typename: 'SecondFactorNeeded', methods: ['SMS'] });
  });

  it('is read as OpenSSL reads it', () => {
    const leaf = issue({ name: '李明', number: NUMBER, key, issuer: middle });
    const theirs = new X509Certificate(leaf.der);
    const ours = readCertificate(leaf.der);
    expect([theirs.serialNumber.toLowerCase(), Date.parse(theirs.validFrom), Date.parse(theirs.validTo), theirs.ca]).toEqual([ours.serial, ours.validFrom, ours.validUntil, ours.isAuthority]);
    expect(ours.subjectNumber).toBe(NUMBER);
    expect(new X509Certificate(middle.der).ca).toBe(true);
  });

  it('is refused with a signature of another key, over another text, or a challenge used before', async () => {
    const leaf = issue({ name: '云间食品', number: CODE, key, issuer: middle });
    expect(await signIn(testKey(kind), [leaf, middle])).toEqual(wrong);
    expect(await signIn(key, [leaf, middle], (message) => Buffer.concat([message, Buffer.from('\n')]))).toEqual(wrong);
    const { id, nonce } = await world.certificates.challenge();
    const once = () => world.certificates.signIn(attempt(), id, signWith(key, challengeMessage(id, nonce)).toString('base64'), [leaf, middle].map((each) => each.der.toString('base64')));
    const both = await Promise.all([once(), once()]);
    expect(both.map(({ __typename }) => __typename).sort()).toEqual(['SignInRefused', 'SignedIn']);
    const late = await world.certificates.challenge();
    world.clock.at += 300_001;
    expect(await world.certificates.signIn(attempt(), late.id, signWith(key, challengeMessage(late.id, late.nonce)).toString('base64'), [leaf.der.toString('base64')])).toEqual(wrong);
  });

  it('is believed only within its time, down to an anchor, by authorities that may', async () => {
    const leaf = issue({ name: 'a', number: CODE, key, issuer: middle });
    expect(await trusts([leaf, middle])).toBe(true);
    expect([await trusts([leaf, middle], Date.now() + 400 * 86_400_000), await trusts([leaf, middle], Date.now() - 2 * 86_400_000)]).toEqual([false, false]);
    expect(await trusts([leaf])).toBe(false);
    const stranger = issue({ name: `${kind} root`, key: testKey(kind), authority: true });
    expect(await trusts([issue({ name: 'a', number: CODE, key, issuer: stranger }), stranger])).toBe(false);
    const person = issue({ name: 'p', number: NUMBER, key, issuer: middle });
    expect(await trusts([issue({ name: 'a', number: CODE, key, issuer: person }), person, middle])).toBe(false);
    const below = issue({ name: 'too deep', key, authority: true, issuer: middle });
    expect(await trusts([issue({ name: 'a', number: CODE, key, issuer: below }), below, middle])).toBe(false);
    expect(await trusts([issue({ name: 'a', number: CODE, key, issuer: middle, usage: 0x20 }), middle])).toBe(false);
    expect(await trusts([issue({ name: 'a', number: CODE, key, issuer: middle, authority: true }), middle])).toBe(false);
    const mute = issue({ name: 'mute', key: testKey(kind), authority: true, issuer: root, usage: 0x80 });
    expect(await trusts([issue({ name: 'a', number: CODE, key, issuer: mute }), mute])).toBe(false);
    expect(await trusts([root])).toBe(false);
  });

  it('is refused with one byte of it changed', async () => {
    const leaf = issue({ name: '云间食品', number: CODE, key, issuer: middle });
    const at = leaf.der.indexOf(CODE);
    const changed = Buffer.from(leaf.der);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(await signIn(key, [{ ...leaf, der: changed }, middle])).toEqual(wrong);
  });
});

describe('revocation', () => {
  it('is asked of every certificate but the anchor, and nobody gets in where it cannot be learnt', async () => {
    const { root, key } = houses.sm2;
    const middle = issue({ name: 'another', key: testKey('sm2'), authority: true, issuer: root });
    const leaf = issue({ name: 'a', number: CODE, key, issuer: middle });
    expect(callerOf(await signIn(key, [leaf, middle])).accountId).not.toBeNull();
    revoked.add(readCertificate(middle.der).serial);
    expect(await signIn(key, [leaf, middle])).toEqual(wrong);
    reachable = false;
    await expect(signIn(key, [leaf, middle])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    reachable = true;
  });
});

describe('what is no certificate for us', () => {
  it('opens nothing and breaks nothing', async () => {
    const { middle, key } = houses.rsa;
    const leaf = issue({ name: 'a', number: CODE, key, issuer: middle });
    const strange = issue({ name: 'a', number: CODE, key, issuer: middle, strange: true });
    const weak = testKey('rsa', 1024);
    expect(await signIn(key, [strange, middle])).toEqual(wrong);
    expect(await signIn(weak, [issue({ name: 'a', number: CODE, key: weak, issuer: middle }), middle])).toEqual(wrong);
    expect(await signIn(key, [issue({ name: 'a', key, issuer: middle }), middle])).toEqual(wrong);
    for (const bytes of [Buffer.alloc(0), Buffer.from('hello'), leaf.der.subarray(0, 100), Buffer.concat([leaf.der, Buffer.from([0])]), der(0x30), Buffer.alloc(9000, 0x30)]) {
      expect(await signIn(key, [{ ...leaf, der: bytes }, middle])).toEqual(wrong);
    }
    expect(await signIn(key, [])).toEqual(wrong);
    expect(await signIn(key, Array<TestCertificate>(6).fill(leaf))).toEqual(wrong);
  });

  it('is not DER: indefinite, overlong, cut', () => {
    for (const bytes of [[0x30, 0x80, 0, 0], [0x30, 0x81, 0x01, 0], [0x30, 0x82, 0x00, 0x80], [0x30, 0x05, 1], [0x1f, 0x01], [0x30], []]) expect(() => readElement(Buffer.from(bytes))).toThrow('not DER');
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createOutgoing } from '../../../kernel/outgoing.js';
import type { AccountEntity } from '../../accounts/types.js';
import { attempt, callerOf, signInWorld, silent, type SignInWorld } from '../testing.js';
import type { CertificateAuthority, SignInOutcome } from '../types.js';
import { createCertificateAuthority } from './authority.js';
import { readCertificate } from './certificate.js';
import { readRevocationList } from './revocation-list.js';
import { challengeMessage } from './service.js';
import { issue, issueList, pemOf, signWith, testKey, type TestCertificate, type TestKey } from './testing.js';

const NUMBER = '310199198502020023';
const CODE = '91310199MA1FL0000X';
const folder = mkdtempSync(path.join(tmpdir(), 'authority-'));
const file = (name: string): string => path.join(folder, name);
const clock = { ahead: 0, now: () => Date.now() + clock.ahead };

/** A root and an authority under it, of one kind, with their lists in files. */
function house(kind: 'sm2' | 'rsa') {
  const root = issue({ name: `${kind} list root`, key: testKey(kind), authority: true });
  const middle = issue({ name: `${kind} list authority`, key: testKey(kind), authority: true, pathLength: 0, issuer: root });
  return { kind, root, middle, key: testKey(kind) };
}
const houses = { sm2: house('sm2'), rsa: house('rsa') };
const serialOf = (certificate: TestCertificate): string => readCertificate(certificate.der).serial;

let world: SignInWorld;
let staff: AccountEntity;
let authority: CertificateAuthority;
let server: Server;
let address = '';
const served: { bytes: Buffer | null; asked: number } = { bytes: null, asked: 0 };

beforeAll(async () => {
  server = createServer((_request, response) => {
    served.asked++;
    response.writeHead(served.bytes ? 200 : 503).end(served.bytes ?? undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/rsa.crl`; // listening on TCP
  writeFileSync(file('anchors.pem'), pemOf('CERTIFICATE', houses.sm2.root.der, houses.rsa.root.der));
  authority = { anchors: () => [], isRevoked: async () => true };
  world = await signInWorld('authority', { authority: { anchors: () => authority.anchors(), isRevoked: (one, issuer) => authority.isRevoked(one, issuer) } });
  world.persons.set(NUMBER, 'person-token');
  world.organisations.set(CODE, 'organisation-token');
  staff = await world.account({ kind: 'STAFF', personId: 'person-token', displayName: '李明', phone: '13500000009' });
  await world.account({ kind: 'ORGANISATION', organisationId: 'organisation-token', displayName: '云间食品有限公司' });
});
afterAll(async () => {
  await world.close();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  clock.ahead = 0;
  renew();
});

/** Lists of all four authorities as they should be, and an authority that has read nothing yet. */
function renew(lists: readonly Buffer[] = [houses.sm2.root, houses.sm2.middle, houses.rsa.root, houses.rsa.middle].map((issuer) => issueList({ issuer }))): void {
  writeFileSync(file('lists.pem'), pemOf('X509 CRL', ...lists));
  authority = make([file('lists.pem')]);
}
const make = (lists: readonly string[]): CertificateAuthority =>
  createCertificateAuthority({ certificates: file('anchors.pem'), lists, outgoing: createOutgoing(['127.0.0.1']), clock, logger: silent });

async function signIn(key: TestKey, chain: readonly TestCertificate[]): Promise<SignInOutcome> {
  const { id, nonce } = await world.certificates.challenge();
  return world.certificates.signIn(attempt(), id, signWith(key, challengeMessage(id, nonce)).toString('base64'), chain.map((each) => each.der.toString('base64')));
}
const wrong = { __typename: 'SignInRefused', reason: 'WRONG', retryAfterSeconds: null };
const issuersBut = (...without: readonly TestCertificate[]): Buffer[] => [houses.sm2.root, houses.sm2.middle, houses.rsa.root, houses.rsa.middle].filter((each) => !without.includes(each)).map((issuer) => issueList({ issuer }));

describe.each(['sm2', 'rsa'] as const)('a certificate of %s under a list', (kind) => {
  const { root, middle, key } = houses[kind];
  const leafOf = (number: string) => issue({ name: 'a', number, key, issuer: middle });

  it('lets in whom its subject’s number names, and is bound to the account by that', async () => {
    expect(callerOf(await signIn(key, [leafOf(CODE), middle])).accountId).not.toBeNull();
    const leaf = leafOf(NUMBER);
    world.recorded.length = 0;
    expect(await signIn(key, [leaf, middle])).toMatchObject({ __typename: 'SecondFactorNeeded' });
    expect(await world.factors.factorsOf(staff)).toContain('CERTIFICATE');
    expect(world.recorded.map(({ event }) => [event.action, event.subject])).toContainEqual(['identity.certificate.bind', { type: 'account', id: staff.id, personIds: ['person-token'] }]);
    world.recorded.length = 0;
    await signIn(key, [leaf, middle]);
    expect(world.recorded.map(({ event }) => event.action)).not.toContain('identity.certificate.bind');
    world.clock.at += 400 * 86_400_000;
    expect(await world.factors.factorsOf(staff)).not.toContain('CERTIFICATE');
    world.clock.at -= 400 * 86_400_000;
  });

  it('is refused when it is revoked, or the authority in between is', async () => {
    const leaf = leafOf(CODE);
    renew([...issuersBut(middle), issueList({ issuer: middle, revoked: ['1001', serialOf(leaf)] })]);
    expect(await signIn(key, [leaf, middle])).toEqual(wrong);
    expect(callerOf(await signIn(key, [leafOf(CODE), middle])).accountId).not.toBeNull();
    renew([...issuersBut(root), issueList({ issuer: root, revoked: [serialOf(middle)] })]);
    expect(await signIn(key, [leafOf(CODE), middle])).toEqual(wrong);
  });

  it('opens nothing for a number that nobody has, none at all, or a resident’s', async () => {
    world.persons.set('310199199001010014', 'person-resident');
    if (!(await world.accounts.findByPerson('person-resident'))) await world.account({ personId: 'person-resident' });
    expect(await signIn(key, [leafOf('310199197001010011'), middle])).toEqual(wrong);
    expect(await signIn(key, [issue({ name: 'a', key, issuer: middle }), middle])).toEqual(wrong);
    expect(await signIn(key, [leafOf('310199199001010014'), middle])).toEqual(wrong);
    expect(await signIn(key, [issue({ name: 'a', number: CODE, key, issuer: middle, until: world.clock.at - 1000 }), middle])).toEqual(wrong);
    expect(await signIn(key, [leafOf(CODE), houses[kind === 'sm2' ? 'rsa' : 'sm2'].middle])).toEqual(wrong);
  });

  it.each([
    ['is missing', () => []],
    ['is past its next update', () => [issueList({ issuer: middle, from: Date.now() - 86_400_000, until: Date.now() - 1000 })]],
    ['is not in force yet', () => [issueList({ issuer: middle, from: Date.now() + 60_000 })]],
    ['is signed by somebody else', () => [issueList({ issuer: middle, forger: testKey(kind) })]],
    ['is of an authority that may sign none', () => [issueList({ issuer: { ...middle, key: testKey(kind) } })]],
  ])('lets nobody in where the list %s', async (_what, lists) => {
    renew([...issuersBut(middle), ...lists()]);
    await expect(signIn(key, [leafOf(CODE), middle])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('lists', () => {
  const { root, middle, key } = houses.rsa;
  const leaf = issue({ name: 'a', number: CODE, key, issuer: middle });
  const [one, issuer] = [readCertificate(leaf.der), readCertificate(middle.der)];

  it('come from addresses too, are asked again after ten minutes by one asking, and serve on while nobody answers, until they are over', async () => {
    served.bytes = issueList({ issuer: middle, until: Date.now() + 3_600_000 });
    served.asked = 0;
    const fetched = make([address]);
    expect(await Promise.all([1, 2, 3].map(() => fetched.isRevoked(one, issuer)))).toEqual([false, false, false]);
    expect(served.asked).toBe(1);
    served.bytes = issueList({ issuer: middle, revoked: [one.serial], until: Date.now() + 3_600_000 });
    expect(await fetched.isRevoked(one, issuer)).toBe(false);
    clock.ahead = 601_000;
    expect([await fetched.isRevoked(one, issuer), served.asked]).toEqual([true, 2]);
    served.bytes = null;
    clock.ahead = 1_300_000;
    expect([await fetched.isRevoked(one, issuer), served.asked]).toEqual([true, 3]);
    clock.ahead = 3_601_000;
    await expect(fetched.isRevoked(one, issuer)).rejects.toThrow('no revocation list in force');
  });

  it('are fetched from no address inside the own network', async () => {
    served.bytes = issueList({ issuer: middle });
    served.asked = 0;
    const guarded = createCertificateAuthority({ certificates: file('anchors.pem'), lists: [address], outgoing: createOutgoing(), clock, logger: silent });
    await expect(guarded.isRevoked(one, issuer)).rejects.toThrow('no revocation list in force');
    expect(served.asked).toBe(0);
  });

  it('that hold only a part, or could be kept for ever, or are none, are not read', () => {
    for (const bytes of [issueList({ issuer: root, delta: true }), issueList({ issuer: root, until: null }), Buffer.concat([issueList({ issuer: root }), Buffer.from([0])]), Buffer.from('hello'), Buffer.alloc(0)]) {
      expect(() => readRevocationList(bytes)).toThrow('not DER');
    }
  });
});

it('names the file that holds no authority', () => {
  writeFileSync(file('none.pem'), 'nothing');
  writeFileSync(file('leaf.pem'), pemOf('CERTIFICATE', issue({ name: 'a', number: CODE, key: testKey('sm2') }).der));
  const from = (name: string) => () => createCertificateAuthority({ certificates: file(name), lists: [], outgoing: createOutgoing(), clock, logger: silent });
  expect(from('none.pem')).toThrow(/CA_CERTIFICATES: .*none\.pem holds no certificate/);
  expect(from('leaf.pem')).toThrow(/CA_CERTIFICATES: certificate 1 of .*leaf\.pem/);
  expect(from('missing.pem')).toThrow('ENOENT');
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildSchema } from 'graphql';
import type { Audit } from '../audit/port.js';
import type { AuditEvent } from '../audit/types.js';
import { Fault } from '../errors.js';
import { anonymousCaller, deviceCaller, systemCaller, type ActingFor, type Caller, type CallerPost, type Role } from '../caller.js';
import { coversScope, createAuthoriser, mergeTables } from './authoriser.js';
import { missingPolicies, roleFieldMatrix, strayPolicies } from './matrix.js';
import type { ActionLimits, PolicyTable, Subject } from './types.js';

const table: PolicyTable = {
  'x.open': { anyone: true },
  'x.mine': { self: true, delegated: 'health.read', posts: ['doctor'], sameOrganisation: true, assurance: 'sensitive', consent: 'care', deny: ['audit-admin'] },
  'x.signed': { signedIn: true },
  'x.desk': { posts: ['clerk', 'audit-admin'], deny: ['audit-admin'] },
  'x.job': { system: true, assurance: 'sensitive' },
  'x.nobody': {},
  'x.limited': { signedIn: true, limit: { times: 20, seconds: 3600 } },
  'x.company': { delegated: 'tax.file' },
  'x.machine': { posts: ['clerk'], sameOrganisation: true, device: 'number-machine' },
  'x.by-site': { self: true, delegated: 'health.read', posts: ['doctor'], assurance: 'sensitive', scope: 'health.read' },
};
const nobody = anonymousCaller('web', 'r');
const person = (over: Partial<Caller> = {}): Caller => ({ ...nobody, accountId: 'a1', personId: 'p1', proofed: true, assurance: 'sensitive', ...over });
const post = (role: Role, organisationId = 'clinic'): CallerPost => ({ id: 'post', role, organisationId });
const acting = (id: string, scopes: string[], kind: ActingFor['kind'] = 'person'): ActingFor => ({ delegationId: 'd', kind, id, displayName: '王小宝', scopes });
const record = (...personIds: string[]): Subject => ({ type: 'health.record', id: 'r1', personIds, organisationId: 'clinic' });

describe('the authoriser', () => {
  let denied: AuditEvent[];
  let agreed: boolean;
  let broken: boolean;
  const audit: Audit = {
    read: async (_caller, event) => {
      if (broken) throw new Error('no database');
      denied.push(event);
    },
    write: async () => undefined,
  };
  const authoriser = createAuthoriser({ tables: [table], audit, consents: { agreed: async () => agreed } });
  const answer = (caller: Caller, action: string, subject: Subject = { type: 'thing', id: '1' }) =>
    authoriser.check(caller, action, subject).then(() => 'yes', (error: { code?: string }) => error.code);
  beforeEach(() => {
    denied = [];
    agreed = true;
    broken = false;
  });

  it('lets a device do what names its kind, for its own organisation, and nothing else', async () => {
    const machine = deviceCaller({ id: 'm1', kind: 'number-machine', organisationId: 'clinic' });
    const of = (organisationId: string): Subject => ({ type: 'queue', id: organisationId, organisationId });
    expect([await answer(machine, 'x.machine', of('clinic')), await answer(machine, 'x.machine', of('school')), await answer(machine, 'x.machine')]).toEqual(['yes', 'FORBIDDEN', 'FORBIDDEN']);
    for (const action of Object.keys(table).filter((each) => each !== 'x.machine')) expect([action, await answer(machine, action, of('clinic'))]).toEqual([action, 'FORBIDDEN']);
    // Nobody else comes by the way that is the device's.
    expect(await answer(person(), 'x.machine', of('clinic'))).toBe('FORBIDDEN');
  });

  it('grants nothing by itself, and what no table names is a defect', async () => {
    expect(await answer(person(), 'x.nobody')).toBe('FORBIDDEN');
    expect(await answer(nobody, 'x.nobody')).toBe('UNAUTHENTICATED');
    await expect(authoriser.check(person(), 'x.unknown', record())).rejects.toThrow('no policy table names');
    await expect(authoriser.allows(person(), 'toString', record())).rejects.toThrow('no policy table names');
  });

  it('lets anybody, the signed in, and jobs do what is theirs', async () => {
    expect(await answer(nobody, 'x.open')).toBe('yes');
    expect(await answer(nobody, 'x.signed')).toBe('UNAUTHENTICATED');
    expect(await answer(person({ proofed: false, personId: null }), 'x.signed')).toBe('yes');
    expect(await answer(systemCaller('seal'), 'x.job')).toBe('yes');
    expect(await answer(systemCaller('seal'), 'x.signed')).toBe('FORBIDDEN');
    expect(await answer(person({ accountId: 'system:seal' }), 'x.job')).toBe('FORBIDDEN');
    expect(await answer(person({ channel: 'system' }), 'x.job')).toBe('FORBIDDEN');
  });

  it('asks in order: sign in, prove yourself, may you, second factor, consent', async () => {
    agreed = false;
    expect(await answer(nobody, 'x.mine', record('p1'))).toBe('UNAUTHENTICATED');
    expect(await answer(person({ proofed: false, assurance: 'ordinary' }), 'x.mine', record('p1'))).toBe('NOT_PROOFED');
    expect(await answer(person({ assurance: 'ordinary' }), 'x.mine', record('p2'))).toBe('FORBIDDEN');
    const doctor = person({ post: post('doctor'), assurance: 'ordinary' });
    expect(await answer(doctor, 'x.mine', record('p2'))).toBe('STEP_UP_REQUIRED');
    expect(await answer({ ...doctor, assurance: 'sensitive' }, 'x.mine', record('p2'))).toBe('CONSENT_REQUIRED');
    agreed = true;
    expect(await answer({ ...doctor, assurance: 'sensitive' }, 'x.mine', record('p2'))).toBe('yes');
  });

  it('asks no consent of who asks for themselves, or of their delegate', async () => {
    agreed = false;
    expect(await answer(person(), 'x.mine', record('p1'))).toBe('yes');
    expect(await answer(person({ actingFor: acting('child', ['health.*']) }), 'x.mine', record('child'))).toBe('yes');
  });

  it('takes for one’s own only what is nobody else’s', async () => {
    expect(await answer(person(), 'x.mine', record('p1', 'p2'))).toBe('FORBIDDEN');
    expect(await answer(person(), 'x.mine', record())).toBe('FORBIDDEN');
    expect(await answer(person({ actingFor: acting('child', ['health.read']) }), 'x.mine', record('child', 'p1'))).toBe('FORBIDDEN');
  });

  it('lets acting count for its own principal and scope, and for nothing of one’s own meanwhile', async () => {
    const guardian = person({ actingFor: acting('child', ['health.read']), post: post('doctor') });
    expect(await answer(guardian, 'x.mine', record('child'))).toBe('yes');
    expect(await answer(guardian, 'x.mine', record('other'))).toBe('FORBIDDEN');
    expect(await answer(guardian, 'x.mine', record('p1'))).toBe('FORBIDDEN');
    expect(await answer(person({ actingFor: acting('child', ['education.*']) }), 'x.mine', record('child'))).toBe('FORBIDDEN');
    expect(await answer(person({ actingFor: acting('co', ['tax.*'], 'organisation') }), 'x.company', { type: 'tax', id: '1', organisationId: 'co' })).toBe('yes');
    expect(await answer(person({ actingFor: acting('co', ['tax.*'], 'organisation') }), 'x.company', { type: 'tax', id: '1', organisationId: 'other' })).toBe('FORBIDDEN');
    expect(await answer(person({ actingFor: acting('co', ['tax.*'], 'person') }), 'x.company', { type: 'tax', id: '1', organisationId: 'co' })).toBe('FORBIDDEN');
  });

  it('lets a post count in its own organisation, and a refusal win over every grant', async () => {
    expect(await answer(person({ post: post('doctor', 'other clinic') }), 'x.mine', record('p2'))).toBe('FORBIDDEN');
    expect(await answer(person({ post: post('clerk') }), 'x.desk')).toBe('yes');
    expect(await answer(person({ post: post('audit-admin') }), 'x.desk')).toBe('FORBIDDEN');
    expect(await answer(person({ post: post('audit-admin') }), 'x.mine', record('p1'))).toBe('FORBIDDEN');
  });

  it('lets a site’s token reach what its scopes cover of the person’s own rights, and no post’s, for all that the person may', async () => {
    const site = (...scopes: string[]) => ({ site: { clientId: 'edu', scopes } });
    expect(await answer(person(site('health.read')), 'x.by-site', record('p1'))).toBe('yes');
    expect(await answer(person({ ...site('health.read'), actingFor: acting('child', ['health.*']) }), 'x.by-site', record('child'))).toBe('yes');
    expect(await answer(person({ ...site('health.read'), assurance: 'ordinary' }), 'x.by-site', record('p1'))).toBe('STEP_UP_REQUIRED');
    expect(await answer(person(site('health.read')), 'x.by-site', record('p2'))).toBe('FORBIDDEN');
    expect(await answer(person({ ...site('health.read'), post: post('doctor') }), 'x.by-site', record('p2'))).toBe('FORBIDDEN');
    for (const scopes of [[], ['health.*'], ['health'], ['health.reader'], ['HEALTH.READ'], ['*']]) expect(await answer(person(site(...scopes)), 'x.by-site', record('p1'))).toBe('FORBIDDEN');
    expect(await answer(person(site('x.mine', 'x.signed', 'health.read')), 'x.mine', record('p1'))).toBe('FORBIDDEN');
    expect(await answer(person(site('x.signed')), 'x.signed')).toBe('FORBIDDEN');
    expect(await answer(person(site()), 'x.open')).toBe('yes');
  });

  it('records who was refused personal data, and refuses even where that cannot be written', async () => {
    await answer(person(), 'x.mine', record('p2'));
    await answer(person(), 'x.nobody');
    await answer(person({ post: post('doctor'), assurance: 'ordinary' }), 'x.mine', record('p2'));
    expect(await authoriser.allows(person(), 'x.mine', record('p2'))).toBe(false);
    expect(denied).toEqual([{ action: 'x.mine', subject: record('p2'), purpose: 'none', outcome: 'denied' }]);
    broken = true;
    expect(await answer(person(), 'x.mine', record('p2'))).toBe('FORBIDDEN');
  });

  it('never says yes to a denied role or to another’s data, whatever the caller looks like', async () => {
    const callers = fc.record({
      proofed: fc.boolean(), personId: fc.constantFrom(null, 'p1'), accountId: fc.constantFrom(null, 'a1'),
      assurance: fc.constantFrom('none' as const, 'ordinary' as const, 'sensitive' as const),
      post: fc.constantFrom(null, post('doctor'), post('doctor', 'elsewhere'), post('clerk'), post('audit-admin')),
      actingFor: fc.constantFrom(null, acting('p2', ['health.read']), acting('p3', ['health.*']), acting('p2', ['health'])),
    });
    await fc.assert(fc.asyncProperty(callers, async (some) => {
      const caller = { ...nobody, ...some };
      const yes = await authoriser.allows(caller, 'x.mine', record('p2'));
      const may = caller.assurance === 'sensitive' && caller.post?.role !== 'audit-admin' && (caller.actingFor
        ? caller.proofed && caller.personId !== null && caller.actingFor.id === 'p2' && caller.actingFor.scopes[0] === 'health.read'
        : caller.post?.role === 'doctor' && caller.post.organisationId === 'clinic');
      expect(yes).toBe(may);
    }), { numRuns: 500 });
  });
});

describe('limits by action', () => {
  const tables: PolicyTable[] = [{
    'y.export': { self: true, delegated: 'health.read', posts: ['clerk'], assurance: 'sensitive', consent: 'care', limit: { times: 2, seconds: 60 } },
    'y.job': { system: true, limit: { times: 2, seconds: 60 } },
    'y.open': { anyone: true, limit: { times: 2, seconds: 60 } },
    'y.free': { signedIn: true },
  }];
  let counted: string[];
  let clock: number;
  /** A limiter by a clock of the test's own: from the first of a window. */
  const limits = (): ActionLimits => {
    const windows = new Map<string, { count: number; readonly endsAt: number }>();
    return {
      async count(accountId, action, { times, seconds }) {
        counted.push(`${accountId} ${action}`);
        const key = `${accountId} ${action}`;
        const open = windows.get(key);
        const window = open && open.endsAt > clock ? open : { count: 0, endsAt: clock + seconds * 1000 };
        windows.set(key, window);
        if (++window.count > times) throw new Fault('RATE_LIMITED', { retryAfterSeconds: (window.endsAt - clock) / 1000 });
      },
    };
  };
  const build = () => createAuthoriser({ tables, limits: limits(), consents: { agreed: async () => false }, audit: { read: async () => undefined, write: async () => undefined } });
  const asker = (authoriser: ReturnType<typeof build>) => (caller: Caller, action = 'y.export', subject = record('p1')) =>
    authoriser.check(caller, action, subject).then(() => 'yes', (error: { code?: string }) => error.code);
  beforeEach(() => {
    counted = [];
    clock = 1_000_000;
  });

  it('let an account do it so often, another all the same, and it again when the time is over', async () => {
    const ask = asker(build());
    expect([await ask(person()), await ask(person()), await ask(person())]).toEqual(['yes', 'yes', 'RATE_LIMITED']);
    expect(await ask(person({ accountId: 'a2' }))).toBe('yes');
    expect(await ask(person(), 'y.free')).toBe('yes');
    clock += 60_000;
    expect(await ask(person())).toBe('yes');
  });

  it('go by the account, in whatever post and for whomever it acts', async () => {
    const ask = asker(build());
    const both = [await ask(person()), await ask(person({ actingFor: acting('child', ['health.read']) }), 'y.export', record('child')), await ask(person())];
    expect(both).toEqual(['yes', 'yes', 'RATE_LIMITED']);
  });

  it('are not used up by who may not, nor by asking whether one may', async () => {
    const authoriser = build();
    const ask = asker(authoriser);
    expect([await ask(nobody), await ask(person(), 'y.export', record('p2')), await ask(person({ assurance: 'ordinary' })), await ask(person({ proofed: false })), await ask(person({ post: post('clerk') }), 'y.export', record('p2'))])
      .toEqual(['UNAUTHENTICATED', 'FORBIDDEN', 'STEP_UP_REQUIRED', 'NOT_PROOFED', 'CONSENT_REQUIRED']);
    expect([await authoriser.allows(person(), 'y.export', record('p1')), await authoriser.allows(person(), 'y.export', record('p1'))]).toEqual([true, true]);
    expect(counted).toEqual([]);
    expect(await ask(person())).toBe('yes');
    expect(counted).toEqual(['a1 y.export']);
  });

  it('do not hold for jobs, nor for who browses', async () => {
    const ask = asker(build());
    for (let n = 0; n < 3; n++) expect([await ask(systemCaller('seal'), 'y.job'), await ask(nobody, 'y.open')]).toEqual(['yes', 'yes']);
    expect(counted).toEqual([]);
  });
});

describe('scopes and tables', () => {
  it.each([
    [['health.read'], 'health.read', true], [['health.*'], 'health.read', true], [['education.*'], 'education.grades.read', true],
    [['health.*'], 'healthy.read', false], [['health.*'], 'health', false], [['health'], 'health.read', false], [['*'], 'health.read', false],
    [['.*'], '.x', false], [[], 'health.read', false], [['health.read'], 'health.*', false],
  ])('%j covers %s: %s', (scopes, wanted, covered) => {
    expect(coversScope(scopes, wanted)).toBe(covered);
  });

  it('holds each action in one table only', () => {
    expect(() => mergeTables([{ a: {} }, { a: {} }])).toThrow('two policy tables name the action a');
  });
});

describe('the contract and its policies', () => {
  const schema = buildSchema('type Query { a: A b: Int c: Int } type A { id: ID secret: Int toString: Int } type Mutation { m: Int l: Int }');
  const fields = { 'Query.a': 'x.mine', 'Query.b': 'public', 'A.*': 'parent', 'A.secret': 'x.desk', 'Mutation.m': 'x.job', 'Mutation.l': 'x.limited' };

  it('names fields without a policy; an operation needs its own', () => {
    expect(missingPolicies(schema, fields)).toEqual(['Query.c']);
    expect(missingPolicies(schema, { 'Query.*': 'public', 'A.id': 'parent', 'A.secret': 'parent', 'Mutation.m': 'parent', 'Mutation.l': 'x.limited' }))
      .toEqual(['Query.a', 'Query.b', 'Query.c', 'A.toString', 'Mutation.m']);
  });

  it('names policies that stand for nothing', () => {
    expect(strayPolicies(schema, { ...fields, 'B.*': 'public', 'Query.z': 'public', 'A.id': 'x.gone' }, table))
      .toEqual(['B.*: not in the contract', 'Query.z: not in the contract', 'A.id: no table names x.gone']);
  });

  it('prints who may what', () => {
    const text = roleFieldMatrix(schema, fields, table);
    const cells = (field: string) => (text.split('\n').find((line) => line.startsWith(`| \`${field}\``)) ?? '').split('|').map((cell) => cell.trim()).slice(1, -1);
    const titles = (text.split('\n')[2] ?? '').split('|').map((cell) => cell.trim()).slice(1, -1);
    const cell = (field: string, title: string) => cells(field)[titles.indexOf(title)];
    expect([cell('Query.a', 'anybody'), cell('Query.a', 'oneself'), cell('Query.a', 'acting for'), cell('Query.a', 'doctor'), cell('Query.a', 'audit-admin'), cell('Query.a', 'system')])
      .toEqual(['', '●2', '●2 health.read', '○2c', '×', '']);
    expect([cell('A.secret', 'clerk'), cell('A.secret', 'audit-admin'), cell('Mutation.m', 'system'), cell('Query.c', 'action')]).toEqual(['●', '×', '●', '**none**']);
    expect(cell('Mutation.l', 'action')).toBe('x.limited ≤20/hour');
    expect(text).toContain('As their parent: `A.id`, `A.toString`.');
    expect(text).toContain('Public: `Query.b`.');
  });
});

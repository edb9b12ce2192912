import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { extendSchema, parse } from 'graphql';
import { anonymousCaller, type ActingFor, type Caller, type Role } from '../../modules/kernel/caller.js';
import { contractFields, createAuthoriser, missingPolicies, policyOf, strayPolicies, type Subject } from '../../modules/kernel/policy/index.js';
import { CONTRACT_SCOPES } from '../../modules/identity/index.js';
import { projectRoot } from '../../modules/kernel/root.js';
import { withLevels } from '../../scripts/levels-table.js';
import { contractPolicies, withMatrix } from '../../scripts/policies.js';
import { STORED_COLLECTIONS } from '../../scripts/stored-collections.js';
import { shownWhole } from './shown-whole.js';

const root = projectRoot();
const policies = contractPolicies(root);
const { schema, fields, actions } = policies;
const authoriser = createAuthoriser({
  tables: [actions], consents: { agreed: async () => false }, audit: { read: async () => undefined, write: async () => undefined },
});

const mine: Subject = { type: 'record', id: 'r1', personIds: ['wang'], organisationId: 'street-1' };
const resident: Caller = { ...anonymousCaller('web', 'request-1'), accountId: 'account-li', personId: 'li', proofed: true, sessionId: 's', assurance: 'sensitive' };
const acting = (scopes: readonly string[]): Caller => ({ ...resident, actingFor: { delegationId: 'd', kind: 'person', id: 'wang', displayName: '王小宝', scopes } satisfies ActingFor });
const inPost = (role: Role, organisationId = 'street-2'): Caller => ({ ...resident, post: { id: 'post', role, organisationId } });

/** The actions that stand behind fields of the contract. */
const used = [...new Set(contractFields(schema).map((field) => policyOf(fields, field)))].filter((action): action is string => action !== undefined && action !== 'public' && action !== 'parent').sort();
const allowed = async (caller: Caller, subject: Subject = mine): Promise<string[]> => {
  const may = await Promise.all(used.map(async (action) => ((await authoriser.allows(caller, action, subject)) ? [action] : [])));
  return may.flat();
};
const where = (test: (rule: (typeof actions)[string] & object) => boolean): string[] => used.filter((action) => {
  const rule = actions[action];
  return rule !== undefined && test(rule);
});

describe('each field of the contract', () => {
  it('has a policy', () => {
    expect(missingPolicies(schema, fields)).toEqual([]);
  });

  it('and no policy stands for nothing, nor do two contradict each other', () => {
    expect([strayPolicies(schema, fields, actions), policies.contradictions]).toEqual([[], []]);
  });

  it('is decided by a policy that is counted here: no policy.ts is left out', () => {
    const files = ['modules', 'bot'].flatMap((folder) => readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) => path.basename(name) === 'policy.ts' && !name.startsWith('kernel')).map((name) => path.join(folder, name)));
    expect(files).toContain('bot/policy.ts');
    const named = files.flatMap((name) => [...readFileSync(path.join(root, name), 'utf8').matchAll(/^ {2,4}'([a-z-]+\.[a-z.-]+)': \{/gm)].map((match) => match[1]));
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((action) => action === undefined || !Object.hasOwn(actions, action))).toEqual([]);
  });
});

describe('what each side may not, over every action behind the contract', () => {
  it('somebody browsing: nothing but what is granted to anyone', async () => {
    expect(await allowed(anonymousCaller('web', 'request-1'))).toEqual(where((rule) => rule.anyone === true));
  });

  it('another resident, proved and with a second factor: nothing of somebody else’s', async () => {
    expect(await allowed(resident)).toEqual(where((rule) => rule.anyone === true || rule.signedIn === true));
  });

  it('a signed-in account that was never proved: no personal record, not even its own', async () => {
    const own = { ...mine, personIds: ['li'] };
    expect(await allowed({ ...resident, proofed: false }, own)).toEqual(where((rule) => rule.anyone === true || rule.signedIn === true));
  });

  it('a guardian or carer: what the edge’s scopes name, and nothing by a scope of another kind', async () => {
    const open = (rule: (typeof actions)[string] & object): boolean => rule.anyone === true || rule.signedIn === true;
    expect(await allowed(acting(['nothing.read']))).toEqual(where(open));
    for (const scope of new Set(used.flatMap((action) => actions[action]?.delegated ?? []))) {
      expect(await allowed(acting([scope]))).toEqual(where((rule) => open(rule) || rule.delegated === scope));
      // The edge is to one person: the same scope opens nobody else's.
      expect(await allowed(acting([scope]), { ...mine, personIds: ['zhao'] })).toEqual(where(open));
    }
  });

  it('a department site by somebody’s token, with every scope there is: what rules give to a scope that people are asked for, of that person’s own, and nothing of identity', async () => {
    const scopes = Object.keys(CONTRACT_SCOPES);
    const site = { clientId: 'site-1', scopes };
    expect(where((rule) => rule.scope !== undefined && !scopes.includes(rule.scope))).toEqual([]);
    expect(await allowed({ ...resident, site })).toEqual(where((rule) => rule.anyone === true || (rule.signedIn === true && rule.scope !== undefined)));
    const own = await allowed({ ...resident, site, post: { id: 'post', role: 'security-admin', organisationId: 'street-1' } }, { ...mine, personIds: ['li'] });
    expect(own).toEqual(where((rule) => !rule.deny?.includes('security-admin') && (rule.anyone === true || (rule.scope !== undefined && (rule.signedIn === true || rule.self === true)))));
    expect(own.filter((action) => action.startsWith('identity.') && !actions[action]?.anyone)).toEqual([]);
    expect(own).toContain('messages.inbox.read');
    expect(await allowed({ ...resident, site: { ...site, scopes: [] } }, { ...mine, personIds: ['li'] })).toEqual(where((rule) => rule.anyone === true));
  });

  it.each<Role>(['clerk', 'doctor', 'nurse', 'teacher', 'school-admin', 'scenic-staff', 'dispatcher', 'approver', 'site-admin', 'system-admin', 'security-admin', 'audit-admin'])('%s of another department: nothing that belongs to an organisation’s own, nor what consent is asked for', async (role) => {
    const may = await allowed(inPost(role));
    expect(may.filter((action) => {
      const rule = actions[action];
      return rule?.deny?.includes(role) || (!rule?.anyone && !rule?.signedIn && (rule?.sameOrganisation || rule?.consent || !rule?.posts?.includes(role)));
    })).toEqual([]);
  });

  it('system, security and audit administrators share no work, but for reading who works where and watching over each other with four eyes', async () => {
    const work = where((rule) => !rule.anyone && !rule.signedIn);
    const done = await Promise.all((['system-admin', 'security-admin', 'audit-admin'] as const).map(async (role) => (await allowed(inPost(role, 'street-1'))).filter((action) => work.includes(action))));
    const shared = done.flatMap((list, index) => list.filter((action) => done.some((other, at) => at > index && other.includes(action))));
    expect([...new Set(shared)].filter((action) => !action.endsWith('.read'))).toEqual(['identity.administrator.confirm', 'identity.administrator.end', 'identity.administrator.propose', 'identity.administrator.refuse']);
    expect(done.map((list) => list.length > 0)).toEqual([true, true, true]);
  });
});

describe('what is sensitive', () => {
  it('is shown masked, or whole behind a second factor only', () => {
    expect(shownWhole(policies)).toEqual([
      // An operator's hotline; and what is made for the caller at that moment, and lies nowhere else in clear.
      'Agency.phone by public', 'AuthenticatorSetup.secret by identity.authenticator.bind',
    ]);
    for (const whole of ['Mutation.unmask', 'Mutation.exportMyData']) expect(actions[policyOf(fields, whole) ?? '']).toMatchObject({ assurance: 'sensitive' });
  });

  it('and a field that showed it otherwise is named, also below an answer', () => {
    const other = extendSchema(schema, parse('extend type Person { phoneNumber: String } extend type Account { "Masked." wechatOpenId: String, idNumber: ID }'));
    expect(shownWhole({ ...policies, schema: other }).filter((line) => /^(Person|Account)\./.test(line)).map((line) => line.split(' ')[0])).toEqual(expect.arrayContaining(['Account.idNumber', 'Person.phoneNumber']));
    expect(shownWhole({ ...policies, schema: other }).join()).not.toContain('wechatOpenId');
  });
});

describe('docs/SECURITY.md', () => {
  it('has the matrix as the policies are now (npm run security:matrix)', () => {
    const document = readFileSync(path.join(root, 'docs/SECURITY.md'), 'utf8');
    expect(withMatrix(document, policies)).toBe(document);
  });

  it('has the levels as they are declared now (npm run security:matrix)', () => {
    const document = readFileSync(path.join(root, 'docs/SECURITY.md'), 'utf8');
    expect(withLevels(document, STORED_COLLECTIONS)).toBe(document);
  });

  it('names only files that are there', () => {
    const document = readFileSync(path.join(root, 'docs/SECURITY.md'), 'utf8');
    const named = [...new Set([...document.matchAll(/`((?:gateway|modules|scripts|benchmarks|docs|web-h5|examples)\/[\w./-]+\.\w+)`/g)].map((match) => match[1] ?? ''))];
    expect(named.length).toBeGreaterThan(20);
    const present = new Set(readdirSync(root, { encoding: 'utf8' }).filter((name) => ['gateway', 'modules', 'scripts', 'benchmarks', 'docs', 'web-h5', 'examples'].includes(name))
      .flatMap((folder) => readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`)));
    expect(named.filter((name) => !present.has(name))).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GraphQLField, GraphQLObjectType } from 'graphql';
import type { Role } from '../../modules/kernel/caller.js';
import { contractFields, coversScope, policyOf, type Rule } from '../../modules/kernel/policy/index.js';
import { projectRoot } from '../../modules/kernel/root.js';
import { contractPolicies } from '../../scripts/policies.js';
import { requestFor, selectionOf, takesIds } from './made-up.js';
import { ask, bearer, residentSession, SentCodes, staffSession, withSecondFactor } from './sample-people.js';
import { TestSocket } from './socket.js';
import { fewPhrases, startGateway, type GraphQLAnswer, type TestGateway } from './testkit.js';

const { schema, fields, actions } = contractPolicies(projectRoot());

/** Somebody who walks the contract, and what of them decides. */
interface Walker {
  readonly title: string;
  readonly signIn: () => Promise<string | null>;
  readonly signedIn: boolean;
  readonly proofed: boolean;
  readonly sensitive: boolean;
  readonly role?: Role;
  /** Scopes of the edge that they act by. */
  readonly scopes?: readonly string[];
}

let gateway: TestGateway;
let codes: SentCodes;
const resident = (id: string) => () => residentSession(gateway, codes, id);
const twoFactors = async (id: string): Promise<string> => withSecondFactor(gateway, await residentSession(gateway, codes, id), id);
const actingBy = (id: string, delegationId: string) => async () => {
  const token = await twoFactors(id);
  await ask(gateway, token, 'mutation ($delegationId: ID) { actAs(delegationId: $delegationId) { assurance } }', { delegationId });
  return token;
};
const post = (title: string, id: string, role: Role): Walker => ({ title, signIn: () => staffSession(gateway, codes, id), signedIn: true, proofed: true, sensitive: true, role });
const somebody = { signedIn: true, proofed: true, sensitive: true };
const GUARDIAN_SCOPES = ['identity.read', 'health.*', 'education.*', 'affairs.*', 'messages.read', 'consent.give'];
const CARER_SCOPES = ['identity.read', 'health.*', 'affairs.*'];

const WALKERS: readonly Walker[] = [
  { title: 'somebody browsing', signIn: async () => null, signedIn: false, proofed: false, sensitive: false },
  { title: 'a resident never proved', signIn: resident('sample-he-jun'), signedIn: true, proofed: false, sensitive: false },
  { title: 'another resident with one factor', signIn: resident('sample-zhou-min'), signedIn: true, proofed: true, sensitive: false },
  { title: 'another resident with two factors', signIn: () => twoFactors('sample-wu-jing'), ...somebody },
  { title: 'a guardian acting for the child', signIn: actingBy('sample-wang-jianguo', 'sample-wang-jianguo-for-sample-wang-xiaobao'), ...somebody, scopes: GUARDIAN_SCOPES },
  { title: 'a carer acting for an elder', signIn: actingBy('sample-qian-hong', 'sample-qian-hong-for-sample-qian-defu'), ...somebody, scopes: CARER_SCOPES },
  post('a clerk of another department', 'sample-staff-clerk-mzj', 'clerk'),
  post('a doctor', 'sample-staff-doctor-sijing', 'doctor'),
  post('the site administrator', 'sample-staff-siteadmin', 'site-admin'),
  post('the system administrator', 'sample-staff-sysadmin', 'system-admin'),
  post('the security administrator', 'sample-staff-secadmin', 'security-admin'),
  post('the audit administrator', 'sample-staff-auditadmin', 'audit-admin'),
];

/** What the table says of a walker, whatever the subject: `depends` where it is the subject that decides. */
type Verdict = 'may' | 'never' | 'step-up' | 'depends';

function verdictOf(rule: Rule, walker: Walker, ownWhileActing = false): Verdict {
  const denied = walker.role !== undefined && rule.deny?.includes(walker.role);
  const acting = walker.scopes !== undefined && !ownWhileActing;
  const surely = !denied && (rule.anyone || (rule.signedIn && walker.signedIn) || (!acting && !rule.sameOrganisation && walker.role !== undefined && rule.posts?.includes(walker.role)));
  const own = !denied && walker.proofed && (acting ? rule.delegated !== undefined && coversScope(walker.scopes ?? [], rule.delegated) : rule.self);
  const inPost = !denied && !acting && walker.role !== undefined && rule.posts?.includes(walker.role);
  if (!surely && !own && !inPost) return 'never';
  if (rule.assurance === 'sensitive' && !walker.sensitive) return surely ? 'step-up' : 'depends';
  return surely && rule.consent === undefined ? 'may' : 'depends';
}

const REFUSALS = ['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_PROOFED', 'STEP_UP_REQUIRED', 'CONSENT_REQUIRED'];
/** Refused by a rule of their own: the edge, the post and the factor are asked again; what reaches a person's phone needs a person. */
const OWN_RULES = new Set(['Query.transitReminders', 'Mutation.actAs', 'Mutation.actInPost', 'Mutation.setPassword', 'Mutation.startAuthenticator', 'Mutation.confirmAuthenticator']);
/** One's own, also while one acts for another: by it one comes back. */
const OWN_WHILE_ACTING = new Set(['Me.person', 'Person.birthDate', 'Person.age', 'Me.delegationsHeld', 'Me.delegationsGiven', 'Me.delegationsToConfirm', 'Account.posts', 'ActingFor.delegation']);
/** What ends the walk, last. */
const LAST = ['endSession', 'deleteGuestAccount', 'deleteMyAccount', 'signOut'];

/** Whether an answer holds nothing under a name: nobody, an empty list, none, no. */
function givesNothing(data: unknown, name: string): boolean {
  if (typeof data !== 'object' || data === null) return true;
  return Object.entries(data).every(([key, value]) => (key === name ? value === null || value === false || value === 0 || (Array.isArray(value) && value.length === 0) : givesNothing(value, name)));
}

const codeOf = ({ errors }: Pick<GraphQLAnswer, 'errors'>): string | null => errors?.[0]?.extensions.code ?? null;
const rootFields = (type: GraphQLObjectType | null | undefined): GraphQLField<unknown, unknown>[] =>
  Object.values(type?.getFields() ?? {}).sort((a, b) => LAST.indexOf(a.name) - LAST.indexOf(b.name));

/** The ways to fields that decide for themselves below another's answer. */
const WAYS: Readonly<Record<string, (selection: string) => string>> = {
  'Account.posts': () => '{ me { account { posts { id } } } }',
  'Organisation.posts': () => '{ organisations(first: 1) { edges { node { posts { id } } } } }',
  'Person.birthDate': () => '{ me { person { birthDate } } }',
  'Person.age': () => '{ me { person { age } } }',
  'Post.person': () => '{ organisations(search: "泗泾", first: 50) { edges { node { posts { person { __typename } } } } } }',
  'ActingFor.delegation': () => '{ me { actingFor { delegation { id } } } }',
};
const BELOW = contractFields(schema).filter((field) => !/^(Query|Mutation|Subscription)\./.test(field) && !['public', 'parent'].includes(policyOf(fields, field) ?? ''));
function wayTo(field: string): string | null {
  const [type = '', name = ''] = field.split('.');
  if (type !== 'Me') return WAYS[field]?.('') ?? null;
  const own = (schema.getType('Me') as GraphQLObjectType).getFields()[name]; // an object type of the contract
  return own ? `{ me { ${name} ${selectionOf(own.type)} } }` : null;
}

/** What does not fit between what was answered and what the table says; null where all does. */
function misfit(field: string, walker: Walker, code: string | null, hasIds: boolean): string | null {
  const action = policyOf(fields, field) ?? '';
  const refused = code !== null && REFUSALS.includes(code);
  const seen = `${field} answered ${code ?? 'with data'}`;
  if (code === 'INTERNAL') return `${seen}: a fault`;
  if (action === 'public') return refused && code !== 'UNAUTHENTICATED' ? `${seen}, which is public` : null;
  const rule = actions[action];
  if (!rule) return `${field} stands for ${action}, which no table names`;
  const verdict = verdictOf(rule, walker, OWN_WHILE_ACTING.has(field));
  if (verdict === 'never') return refused ? null : `${seen}, and the table gives it never`;
  if (verdict === 'step-up') return code === 'STEP_UP_REQUIRED' ? null : `${seen}, and the table wants a second factor`;
  return verdict === 'may' && refused && !hasIds && !OWN_RULES.has(field) ? `${seen}, and the table gives it` : null;
}

beforeAll(async () => {
  codes = new SentCodes();
  gateway = await startGateway({ env: { SEED: 'auto' }, trainer: fewPhrases });
}, 120_000);
afterAll(async () => {
  codes?.stop();
  await gateway?.stop();
});

describe('every field of the contract, executed as each side', () => {
  it('has a way to be reached: whoever adds a field that decides for itself writes one', () => {
    expect(BELOW.filter((field) => wayTo(field) === null)).toEqual([]);
    expect(BELOW.length).toBeGreaterThan(8);
  });

  it.each(WALKERS.map((walker) => [walker.title, walker] as const))('%s gets what the table gives, and nothing else', async (_title, walker) => {
    const token = await walker.signIn();
    const headers = token === null ? {} : bearer(token);
    const misfits: string[] = [];
    let walked = 0;
    const note = (field: string, code: string | null, hasIds = false): void => {
      walked += 1;
      const found = misfit(field, walker, code, hasIds);
      if (found !== null) misfits.push(found);
    };
    for (const field of BELOW) {
      const answer = await gateway.graphql({ query: wayTo(field) ?? '' }, headers);
      // Where the way itself is barred or leads to nobody, there is nothing below it.
      if (!answer.errors && givesNothing(answer.data, field.split('.')[1] ?? '')) continue;
      const own = answer.errors?.find((error) => error.path?.at(-1) === field.split('.')[1] || error.path?.includes(field.split('.')[1] ?? ''));
      if (own) note(field, own.extensions.code);
      else if (!answer.errors) note(field, null);
    }
    for (const operation of ['query', 'mutation'] as const) {
      const type = operation === 'query' ? schema.getQueryType() : schema.getMutationType();
      for (const field of rootFields(type)) {
        const answer = await gateway.graphql(requestFor(operation, field), headers);
        expect([field.name, answer.status === 400 && codeOf(answer) === 'QUERY_INVALID']).toEqual([field.name, false]);
        if (answer.errors || !givesNothing(answer.data, field.name)) note(`${type?.name}.${field.name}`, codeOf(answer), takesIds(field));
        if (field.name === 'deleteMyAccount' && !answer.errors) break;
      }
    }
    expect(misfits).toEqual([]);
    expect(walked).toBeGreaterThan(60);
  }, 120_000);

  it.each([['somebody browsing', null], ['another resident', 'sample-sun-wei']] as const)('%s subscribes to nothing that is not theirs', async (_title, id) => {
    const token = id === null ? null : await residentSession(gateway, codes, id);
    const socket = await TestSocket.connect(gateway.url);
    socket.send({ type: 'connection_init', ...(token === null ? {} : { payload: { token } }) });
    await socket.frame(({ type }) => type === 'connection_ack');
    const walker = { title: '', signIn: async () => token, signedIn: id !== null, proofed: id !== null, sensitive: false };
    for (const field of rootFields(schema.getSubscriptionType())) {
      const action = policyOf(fields, `Subscription.${field.name}`) ?? '';
      const rule = actions[action];
      if (action === 'public' || !rule) continue;
      const frame = await socket.of(socket.subscribe(requestFor('subscription', field)));
      const [error] = frame.type === 'error' ? (frame.payload ?? []) : (frame.payload?.errors ?? []);
      const barred = verdictOf(rule, walker) === 'never' ? (id === null ? 'UNAUTHENTICATED' : 'FORBIDDEN') : null;
      expect([field.name, error?.extensions.code ?? null]).toEqual([field.name, barred ?? (takesIds(field) ? 'NOT_FOUND' : null)]);
    }
    await socket.close();
  });
});

describe('the walk itself', () => {
  const clerk = WALKERS.find(({ role }) => role === 'clerk')!; // of the list above
  it('would find a field that answers whom the table does not give it, and one that refuses whom it does', () => {
    expect(misfit('Query.auditRecords', clerk, null, false)).toContain('never');
    expect(misfit('Query.organisations', clerk, 'FORBIDDEN', false)).toContain('the table gives it');
    expect(misfit('Query.organisations', clerk, null, false)).toBeNull();
    expect(misfit('Query.auditRecords', clerk, 'FORBIDDEN', false)).toBeNull();
  });
});

import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { ask, bearer, residentSession, RESIDENT_PASSWORD, SentCodes, staffSession, withSecondFactor } from '../../gateway/test/sample-people.js';
import { fewPhrases, startGateway, type TestGateway } from '../../gateway/test/testkit.js';
import { photo } from '../../modules/community/affairs/applications/testing.js';
import type { ServiceDefinition } from '../../modules/community/affairs/catalogue/definition.js';
import { readSampleCatalogue } from '../../modules/community/affairs/catalogue/sample.js';
import { paperText } from '../../modules/kernel/documents/testing.js';
import { completed } from '../../modules/community/affairs/testing.js';
import { DESK, type Go } from './phones.js';
import { PROJECT_ROOT } from './test-gateway.js';
import type { Visit } from './visit.js';

const run = promisify(execFile);
const catalogue = readSampleCatalogue(path.join(PROJECT_ROOT, 'data/district/affairs'));
/** How often the gateway's clocks and queues look whether something is due: here they look when a test says so. */
const JOBS_MS = 30_000;

/** What is looked at of a case. */
export interface CaseSeen {
  readonly version: number;
  readonly phase: string;
  readonly lead: { readonly zh: string };
  readonly clocks: readonly { readonly id: string; readonly usedWorkingDays: number; readonly limitWorkingDays: number; readonly dueOn: string | null; readonly paused: boolean; readonly light: string }[];
  readonly steps: readonly { readonly id: string; readonly state: string; readonly opinions: readonly { readonly organisationId: string; readonly verdict: string | null; readonly by: string | null }[] }[];
  readonly cards: readonly { readonly colour: string; readonly clock: string; readonly automatic: boolean }[];
  readonly allowed: readonly { readonly action: string; readonly subject: string | null }[];
}

/** How somebody applies. */
export interface Applying {
  readonly values?: Readonly<Record<string, unknown>>;
  /** Papers that are not added: they follow, or a commitment stands for them. */
  readonly without?: readonly string[];
  readonly commitment?: boolean;
}

/**
 * The whole gateway in this process over the sample district, at a time that the test sets: working days pass when it says so.
 * Everybody of the sample signs in without the sign-in page, which other tests drive.
 */
export class PathsWorld {
  readonly #gateway: TestGateway;
  readonly #codes: SentCodes;
  readonly #go: () => Go;
  readonly #rings: readonly (() => void)[];
  readonly #shift: { ms: number };
  #sessions = new Map<string, Promise<string>>();
  readonly #withPassword = new Set<string>();

  private constructor(parts: { gateway: TestGateway; codes: SentCodes; go: () => Go; rings: readonly (() => void)[]; shift: { ms: number } }) {
    this.#gateway = parts.gateway;
    this.#codes = parts.codes;
    this.#go = parts.go;
    this.#rings = parts.rings;
    this.#shift = parts.shift;
  }

  /** Builds what is stale and starts it at an instant, an ISO text. */
  static async start(at: string, go: () => Go): Promise<PathsWorld> {
    await run(process.execPath, [path.join(PROJECT_ROOT, 'scripts/build.mjs')], { cwd: PROJECT_ROOT });
    const now = Date.now.bind(Date);
    const shift = { ms: Date.parse(at) - now() };
    jest.spyOn(Date, 'now').mockImplementation(() => now() + shift.ms);
    const rings: (() => void)[] = [];
    const every = globalThis.setInterval;
    const kept = jest.spyOn(globalThis, 'setInterval').mockImplementation(((run_: () => void, ms?: number) => {
      if (ms !== JOBS_MS) return every(run_, ms);
      rings.push(run_);
      return setTimeout(() => undefined, 0);
    }) as typeof setInterval); // node's has overloads for arguments that nobody here passes
    const codes = new SentCodes();
    const gateway = await startGateway({ env: { SEED: 'auto' }, trainer: fewPhrases });
    kept.mockRestore();
    return new PathsWorld({ gateway, codes, go, rings, shift });
  }

  get url(): string {
    return this.#gateway.url;
  }

  get mongoUri(): string {
    return this.#gateway.mongoUri;
  }

  async stop(): Promise<void> {
    this.#codes.stop();
    await this.#gateway.stop();
    jest.restoreAllMocks();
  }

  /** Goes on to an instant, an ISO text; whoever was signed in signs in anew. */
  goOnTo(at: string): void {
    this.pass(Date.parse(at) - Date.now());
    this.#sessions = new Map();
  }

  /** Lets some time pass. @throws Error where it would go back */
  pass(ms: number): void {
    if (ms < 0) throw new Error('time goes on');
    this.#shift.ms += ms;
  }

  /** Lets the gateway's jobs look whether something is due. */
  ring(): void {
    for (const ring of this.#rings) ring();
  }

  /** The session of somebody of the sample, with two factors: `wang-jianguo`, `staff-clerk-yueyang`. */
  session(who: string): Promise<string> {
    const known = this.#sessions.get(who);
    if (known) return known;
    const begun = who.startsWith('staff-') ? staffSession(this.#gateway, this.#codes, `sample-${who}`) : this.#resident(`sample-${who}`);
    this.#sessions.set(who, begun);
    return begun;
  }

  async #resident(id: string): Promise<string> {
    const token = await residentSession(this.#gateway, this.#codes, id);
    if (!this.#withPassword.has(id)) {
      this.#withPassword.add(id);
      return withSecondFactor(this.#gateway, token, id);
    }
    const { stepUp } = await ask(this.#gateway, token, 'mutation ($code: String!) { stepUp(method: PASSWORD, code: $code) { ... on SteppedUp { token } } }', { code: RESIDENT_PASSWORD });
    return (stepUp as { token: string }).token; // as selected
  }

  /** Asks as somebody, or with a session of their own. */
  async ask<T = Record<string, never>>(who: string, query: string, variables: Record<string, unknown> = {}): Promise<T> {
    return (await ask(this.#gateway, await this.session(who), query, variables)) as T; // as the query selects
  }

  /** Opens a page as somebody: a resident's phone or a desk. */
  async open(who: string, at: string): Promise<Visit> {
    const cookie = { name: 'sid', value: await this.session(who), domain: new URL(this.url).hostname, path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' as const };
    return this.#go()(at, { ...(who.startsWith('staff-') ? DESK : {}), storageState: { cookies: [cookie], origins: [] } });
  }

  /** The same, as its page alone. */
  async page(who: string, at: string): Promise<Page> {
    return (await this.open(who, at)).page;
  }

  /** A case on the desk of a member of staff: `approver-rsj`. */
  desk(who: string, number: string): Promise<Page> {
    return this.page(`staff-${who}`, `/staff/cases/${number}`);
  }

  /** A case on its applicant's phone. */
  own(who: string, number: string): Promise<Page> {
    return this.page(who, `/me/affairs/${number}`);
  }

  /** The words of a paper that a page links to. */
  async paperAt(page: Page, href: string | null): Promise<string> {
    return paperText(await (await page.request.get(this.url + (href ?? ''))).body());
  }

  /** A service as the sample has it. */
  service(id: string): ServiceDefinition {
    const found = catalogue.services.find((one) => one.id === id);
    if (!found) throw new Error(`the sample has no ${id}`);
    return found;
  }

  /** Applies for a service by the form: what is known stays, the rest is filled in, papers that are asked for are added. @returns the number */
  async apply(who: string, serviceId: string, { values = {}, without = [], commitment = false }: Applying = {}): Promise<string> {
    const { form } = this.service(serviceId);
    if (!form) throw new Error(`${serviceId} is not applied for`);
    const token = await this.session(who);
    const { applicationForm } = await this.ask<{ applicationForm: { values: Record<string, unknown>; papers: { inputId: string; state: string }[] } }>(who, 'query ($id: ID!) { applicationForm(serviceId: $id, anew: true) { values papers { inputId state } } }', { id: serviceId });
    const papers = await Promise.all(applicationForm.papers.filter(({ inputId, state }) => state === 'ASKED' && !without.includes(inputId)).map(async ({ inputId }) => ({ inputId, fileIds: [await this.#upload(token)] })));
    const input = { serviceId, version: 0, values: completed(form, { ...applicationForm.values, ...values }), papers };
    const { saveDraft: { id: draftId, version } } = await this.ask<{ saveDraft: { id: string; version: number } }>(who, 'mutation ($i: DraftInput!, $k: String!) { saveDraft(input: $i, idempotencyKey: $k) { ... on ApplicationDraft { id version } } }', { k: randomUUID(), i: input });
    const done = await this.ask<{ submitApplication: { number?: string } }>(who, 'mutation ($i: SubmitInput!, $k: String!) { submitApplication(input: $i, idempotencyKey: $k) { ... on Application { number } ... on FormIncomplete { faults { path message { zh } } } } }', { k: randomUUID(), i: { draftId, version, commitment } });
    const { number } = done.submitApplication;
    if (number === undefined) throw new Error(JSON.stringify(done));
    return number;
  }

  /** A case as a member of staff sees it. */
  async look(who: string, number: string): Promise<CaseSeen> {
    const query = 'query ($n: ID!) { staffCase(number: $n) { version phase lead { zh } clocks { id usedWorkingDays limitWorkingDays dueOn paused light } steps { id state opinions { organisationId verdict by } } cards { colour clock automatic } allowed { action subject } } }';
    return (await this.ask<{ staffCase: CaseSeen }>(who, query, { n: number })).staffCase;
  }

  /** Does something in a case as it stands, by a mutation's name and its own arguments as GraphQL writes them. */
  async act(who: string, mutation: string, number: string, own = ''): Promise<void> {
    const { version } = await this.look(who, number);
    const { done } = await this.ask<{ done: { __typename: string } }>(who, `mutation ($n: ID!, $v: Int!, $k: String!) { done: ${mutation}(number: $n, version: $v, idempotencyKey: $k${own ? `, ${own}` : ''}) { __typename ... on CaseActionRefused { code message } } }`, { n: number, v: version, k: randomUUID() });
    if (done.__typename !== 'StaffCase') throw new Error(`${mutation} by ${who}: ${JSON.stringify(done)}`);
  }

  /** What somebody was told, the newest first. */
  async told(who: string): Promise<{ readonly title: string; readonly body: string; readonly link: string | null }[]> {
    const { inbox } = await this.ask<{ inbox: { nodes: { title: string; body: string; link: string | null }[] } }>(who, '{ inbox(first: 50) { nodes { title body link } } }');
    return inbox.nodes;
  }

  /** The headings of what somebody was told, the newest first. */
  async titles(who: string): Promise<string[]> {
    return (await this.told(who)).map(({ title }) => title);
  }

  async #upload(token: string): Promise<string> {
    const response = await fetch(`${this.url}/affairs/files?name=${encodeURIComponent('材料.jpg')}`, { method: 'POST', headers: { 'content-type': 'application/octet-stream', ...bearer(token) }, body: new Uint8Array(await photo()) });
    return String(((await response.json()) as { id?: unknown }).id); // the door's own shape
  }
}

type Dialog = ReturnType<Page['getByRole']>;
/** Fills in a field of a dialog. */
export const write = (label: string, text: string) => (dialog: Dialog): Promise<void> => dialog.getByLabel(label).fill(text);
/** Gives an opinion against it. */
export const objecting = (text: string) => async (dialog: Dialog): Promise<void> => {
  await dialog.getByLabel('不同意').check();
  await dialog.getByLabel('意见内容').fill(text);
};
/** Names an organisation. */
export const office = (dialog: Dialog, id: string): Promise<string[]> => dialog.getByRole('combobox', { name: '单位' }).selectOption(id);
/** A clock of a case. */
export const clockIn = ({ clocks }: CaseSeen, id: string): CaseSeen['clocks'][number] | undefined => clocks.find((clock) => clock.id === id);

/** Presses an action of a case's page, fills its dialog in and sends it; waits until the page says that it is done. */
export async function press(page: Page, action: string, fill: (dialog: Dialog) => Promise<unknown> = async () => undefined): Promise<void> {
  const part = page.getByRole('region', { name: '可以做的事' });
  const more = part.locator('details:not([open]) > summary');
  const button = part.getByRole('button', { name: action, exact: !action.includes(' · ') });
  await part.getByRole('button').first().waitFor();
  if ((await more.count()) > 0) await more.click();
  await button.first().click();
  const dialog = page.getByRole('dialog');
  await fill(dialog);
  const [name = action] = action.split(' ');
  await dialog.getByRole('button', { name, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText(`已完成：${name}`).waitFor();
}

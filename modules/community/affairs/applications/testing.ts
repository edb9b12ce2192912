import { randomUUID } from 'node:crypto';
import type { ClientSession } from 'mongoose';
import sharp from 'sharp';
import { Fault } from '../../../kernel/errors.js';
import type { Caller } from '../../../kernel/caller.js';
import type { PersonFacts } from '../../contract.js';
import type { CommunityDeps } from '../../deps.js';
import { createDocuments, type Documents } from '../../documents/index.js';
import { createAffairs, type Affairs } from '../index.js';
import type { FormValues } from '../forms/rules/types.js';
import { callerOf, communityWorld, completed, WANG, type CommunityWorld } from '../testing.js';
import { formOf } from './filling.js';
import type { Cases, OpenCase, ServiceCentres, SupplementedCase } from './ports.js';
import type { FormEntity, PaperFiles } from './types.js';

/** The sample's own resident, of whom its departments hold files. */
export const SAMPLE_WANG: PersonFacts = { ...WANG, id: 'sample-wang-jianguo' };

/** Cases as a small table: what was opened, and whether a supplement is wanted. */
export interface TestCases extends Cases {
  list(): Promise<(OpenCase & { supplements: SupplementedCase[] })[]>;
  /** Asks for a supplement, as 一次性告知 does. */
  ask(number: string): Promise<void>;
  /** Somebody's commitments for a service are not believed any more. */
  bar(personId: string, serviceId: string): void;
  /** The next opening fails after it has written. */
  failOnce(): void;
}

interface CaseDocument extends OpenCase {
  _id: string;
  asked: boolean;
  supplements: SupplementedCase[];
}

/** Cases in a collection of the tests, written in the submission's transaction as approval does. */
function testCases(world: CommunityWorld): TestCases {
  const cases = world.connection.collection<CaseDocument>('test_cases');
  let failing = false;
  const barred = new Set<string>();
  return {
    async open(session, input) {
      await cases.insertOne({ _id: input.number, ...input, asked: false, supplements: [] }, { session });
      if (!failing) return;
      failing = false;
      throw new Fault('UNAVAILABLE', { what: 'cases' });
    },
    async supplement(session: ClientSession, input) {
      const { matchedCount } = await cases.updateOne({ _id: input.number, asked: true }, { $set: { asked: false }, $push: { supplements: input } }, { session });
      if (matchedCount === 0) throw new Fault('CONFLICT', { number: input.number });
    },
    async receiveOwed(session, { number, inputs }) {
      const { modifiedCount } = await cases.updateOne({ _id: number, toFollow: { $all: [...inputs] } }, { $pullAll: { toFollow: [...inputs] } }, { session });
      if (modifiedCount === 0) throw new Fault('CONFLICT', { number });
    },
    barredFrom: async (personId, serviceId) => (barred.has(`${personId} ${serviceId}`) ? { number: '31019920261001000001', since: 0, basis: { law: '某意见' } } : null),
    bar: (personId, serviceId) => void barred.add(`${personId} ${serviceId}`),
    worksOn: async ({ post }, number) => {
      const found = await cases.findOne({ _id: number });
      return found !== null && post !== null && (found.centreId === post.organisationId || found.plan.steps.some(({ organisations }) => organisations.includes(post.organisationId)));
    },
    list: async () => (await cases.find().sort({ _id: 1 }).toArray()).map(({ _id, asked: _asked, ...one }) => one),
    ask: async (number) => void (await cases.updateOne({ _id: number }, { $set: { asked: true } })),
    failOnce: () => void (failing = true),
  };
}

/** A district in which people apply: the world, affairs as one process has them, documents, cases. */
export interface ApplyingWorld {
  readonly world: CommunityWorld;
  readonly affairs: Affairs;
  /** The same as another process has it. */
  readonly other: Affairs;
  readonly documents: Documents;
  readonly cases: TestCases;
  close(): Promise<void>;
}

/** Founds it with the sample's sixteen services. */
export async function applyingWorld(name: string, own: Partial<CommunityDeps> = {}): Promise<ApplyingWorld> {
  const world = { ...(await communityWorld(name, [SAMPLE_WANG])), ...own };
  const documents = createDocuments(world);
  const cases = testCases(world);
  await world.connection.collection('test_cases').createIndex({ centreId: 1 });
  const centres: ServiceCentres = { list: async () => ['sijing', 'yueyang'].map((street) => ({ id: `centre-${street}`, nameZh: street, streets: [street], fallback: street === 'sijing' })) };
  const [affairs, other] = [createAffairs(world, { documents: documents.service, cases, centres }), createAffairs(world, { documents: documents.service, cases, centres })];
  for (const feature of [documents, affairs, other]) await feature.start();
  await affairs.seed?.();
  return {
    world, affairs, other, documents, cases,
    async close() {
      for (const feature of [other, affairs, documents]) await feature.stop();
      await world.close();
    },
  };
}

/** A picture of a few pixels, another each time. */
export function photo(): Promise<Buffer> {
  const [r = 0, g = 0, b = 0] = [...Buffer.from(randomUUID().replaceAll('-', ''), 'hex')];
  return sharp({ create: { width: 20, height: 20, channels: 3, background: { r, g, b } } }).jpeg().toBuffer();
}

/** A PDF that can only be read. */
export const pdf = (): Buffer => Buffer.from(`%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Note (${randomUUID()}) >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n`, 'latin1');

/** A key for one thing wanted. */
export const key = (): string => randomUUID();

/** Adds a file for each paper that a form still asks for. */
export async function papersFor(affairs: Affairs, caller: Caller, { service, papers }: FormEntity): Promise<PaperFiles[]> {
  const all: PaperFiles[] = [];
  for (const { inputId, state } of papers) {
    const input = service.definition.inputs.find(({ id }) => id === inputId);
    if (!input || state !== 'ASKED') continue;
    const file = await affairs.reading.upload(caller, `${input.name.zh}.jpg`, input.accept.includes('image') ? await photo() : pdf());
    all.push({ inputId, fileIds: [file.id] });
  }
  return all;
}

/** Opens a form, fills in what is left, saves it as a draft. */
export async function drafted(affairs: Affairs, caller: Caller, serviceId: string, own: FormValues = {}): Promise<{ readonly id: string; readonly version: number; readonly values: FormValues }> {
  const form = await affairs.opening.form(caller, serviceId, null);
  const values = completed(formOf(form.service), { ...form.values, ...own });
  const saved = await affairs.drafts.save(caller, { serviceId, version: 0, values, papers: await papersFor(affairs, caller, form) }, key());
  if (saved.kind !== 'ApplicationDraft') throw new Error(`no draft but ${saved.kind}`);
  return { id: saved.id, version: saved.version, values };
}

/** Applies for a service: opens, fills in, adds papers, hands in. Throws with the faults where it is not taken. */
export async function applied(affairs: Affairs, caller: Caller, serviceId: string, own: FormValues = {}) {
  const draft = await drafted(affairs, caller, serviceId, own);
  const result = await affairs.submission.submit(caller, { draftId: draft.id, version: draft.version, commitment: false }, key());
  if (result.kind !== 'Application') throw new Error(JSON.stringify(result));
  return result;
}

/** 王建国 of the sample, signed in with a second factor. */
export const wang = callerOf(SAMPLE_WANG);

import path from 'node:path';
import type { Caller, Role } from '../../kernel/caller.js';
import { withTransaction } from '../../kernel/db.js';
import { projectRoot } from '../../kernel/root.js';
import { readSampleCatalogue } from '../affairs/catalogue/sample.js';
import { communityWorld, staffOf, WANG, type CommunityWorld } from '../affairs/testing.js';
import { createAffairs, type Affairs } from '../affairs/index.js';
import { createQueue, type Queue } from '../queue/index.js';
import type { CaseFiles } from './cases/deps.js';
import { DocumentsService } from '../documents/service.js';
import { createApproval, type Approval } from './index.js';
import type { StaffCaseEntity } from './types.js';

const sample = readSampleCatalogue(path.join(projectRoot(), 'data/district/affairs'));

/** Approval over a database of its own, with the sample's services and somebody in every post. */
export interface ApprovalWorld extends CommunityWorld {
  readonly approval: Approval;
  /** Applications and their files; its jobs do not run. */
  readonly affairs: Affairs;
  /** Halls, whose visits are rated too; its jobs do not run. */
  readonly queue: Queue;
  /** A second process over the same database. */
  readonly other: Approval;
  /** Hands in an application of a sample service. @returns its number */
  open(serviceId: string, values?: Readonly<Record<string, unknown>>, over?: { readonly papers?: readonly string[]; readonly committed?: boolean; readonly toFollow?: readonly string[] }): Promise<string>;
  /** A case as somebody of the supervising office sees it. */
  look(number: string): Promise<StaffCaseEntity>;
  /** A key of its own for each call. */
  key(): string;
}

/** The office that watches the clocks. */
export const supervisor = staffOf('approver', 'dept-dsj', 'supervisor');
/** Who answers for an organisation, and its clerk. */
export const head = (organisationId: string): Caller => staffOf('approver', organisationId, `${organisationId}-approver`);
export const clerkOf = (organisationId: string): Caller => staffOf('clerk', organisationId, `${organisationId}-clerk`);

/** Founds the world at 2026-11-23 12:00 (a Monday) in the district. */
export async function approvalWorld(name: string): Promise<ApprovalWorld> {
  const world = await communityWorld(name);
  const holdersOf = async (organisationId: string, role: Role): Promise<string[]> => (role === 'clerk' || role === 'approver' ? [`person-${organisationId}-${role}`] : []);
  const deps = { ...world, directory: { ...world.directory, holdersOf } };
  const documents = new DocumentsService(deps);
  await documents.createIndexes();
  const queue = createQueue(deps, { services: () => sample.services });
  const files: CaseFiles = { frozen: (...args) => affairs.attachments.frozen(...args), keep: (...args) => affairs.attachments.keep(...args) };
  const ports = { documents, files, visits: queue.visits, services: (id: string) => sample.services.find((one) => one.id === id) ?? null };
  const [approval, other] = [createApproval(deps, ports), createApproval(deps, ports)];
  const affairs: Affairs = createAffairs(deps, { documents, cases: approval.cases, centres: queue.centres });
  await approval.start();
  let numbers = 0;
  let keys = 0;
  return {
    ...deps, approval, affairs, queue, other,
    async open(serviceId, values = {}, { papers = [], committed = false, toFollow = [] } = {}) {
      const number = `31019920261123${String((numbers += 1)).padStart(6, '0')}`;
      const plan = sample.services.find(({ id }) => id === serviceId)?.approval;
      if (!plan) throw new Error(`${serviceId} is no service that is applied for`);
      await withTransaction(deps.connection, (session) => approval.cases.open(session, {
        number, serviceId, serviceVersion: 1, plan, applicant: WANG.id, by: { accountId: `account-${WANG.id}`, personId: WANG.id }, enteredBy: null, centreId: 'centre-yueyang', values,
        papers: papers.map((inputId) => ({ inputId, fileIds: ['f'] })), committed, toFollow, hash: '00', receivedAt: world.time.now,
      }));
      return number;
    },
    look: (number) => approval.reading.staffCase(supervisor, number),
    key: () => `key-${(keys += 1)}`,
    async close() {
      await Promise.all([approval.stop(), other.stop(), queue.stop()]);
      await world.close();
    },
  };
}

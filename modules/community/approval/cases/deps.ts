import type { ClientSession } from 'mongoose';
import type { Caller } from '../../../kernel/caller.js';
import { Fault } from '../../../kernel/errors.js';
import type { BilingualText } from '../../../kernel/identifiers.js';
import type { CommunityDeps } from '../../deps.js';
import type { FormDefinition } from '../../affairs/forms/rules/types.js';
import type { DocumentsService } from '../../documents/index.js';
import type { CaseEvent, CaseFile, CaseState, StaffActor } from '../machine/types.js';
import { WORKING_ROLES, type Condition, type LegalBasis } from '../plan.js';
import type { CaseCollections } from './model.js';
import type { RatingGrade } from '../types.js';
import type { CaseStore } from './store.js';

/** What cases need to know of a service; the catalogue says it. */
export interface ServiceFacts {
  readonly name: BilingualText;
  /** Organisation id. */
  readonly competentAuthority: string;
  readonly inputs: readonly { readonly id: string; readonly name: BilingualText; readonly how: 'fetched' | 'given'; readonly when?: Condition | undefined }[];
  readonly outputs: readonly { readonly name: BilingualText }[];
  /** Absent for a guide alone, which has no cases. */
  readonly form?: FormDefinition | undefined;
  readonly approval?: { readonly steps: readonly { readonly id: string; readonly title: BilingualText; readonly publicity?: { readonly basis: LegalBasis } | undefined }[] } | undefined;
}

/** What was said of a case. */
export interface GivenRating {
  readonly grade: RatingGrade;
  /** By number, not from an account: one's own takes its place. */
  readonly byNumber: boolean;
}

/** What cases stand on, beside what the module does. */
export interface CaseDeps extends CommunityDeps {
  readonly collections: CaseCollections;
  readonly store: CaseStore;
  readonly names: Names;
  readonly documents: DocumentsService;
  /** Of a published version, or of today where none is named; null where there is none. */
  readonly services: (serviceId: string, version?: number) => ServiceFacts | null;
  /** The organisation that watches the clocks. */
  readonly supervisor: string;
  /** What was said of cases, by number; who was given nothing is left out. */
  readonly gradesOf: (numbers: readonly string[]) => Promise<ReadonlyMap<string, GivenRating>>;
  readonly files: CaseFiles;
  /** 公示, as anybody reads it. */
  readonly publicity: {
    /** What follows from new lines of a log, in their transaction. */
    follow(session: ClientSession, state: CaseState, lines: readonly CaseEvent[]): Promise<void>;
    /** How many objections to a step were handed in, and how many of them nobody has looked into. */
    countOf(session: ClientSession, number: string, step: string): Promise<{ readonly handedIn: number; readonly open: number }>;
  };
}

/** Files that go with what an applicant says in a case; applications have them. */
export interface CaseFiles {
  /** Somebody's files as they are handed in, each once, in the order asked. Throws BAD_INPUT where one has gone or is another's. */
  frozen(personId: string, ids: readonly string[]): Promise<readonly CaseFile[]>;
  /** Keeps them for good with the application, where staff who work on it can read them; in a transaction. Throws NOT_FOUND where one has gone or is another's. */
  keep(session: ClientSession, number: string, personId: string, ids: readonly string[]): Promise<void>;
}

const NAMES_LAST_MS = 60_000;

/** Names of organisations, kept for a minute: every line of a list shows some. */
export class Names {
  readonly #deps: Pick<CommunityDeps, 'directory' | 'clocks'>;
  #kept: { readonly at: number; readonly names: Promise<ReadonlyMap<string, BilingualText>> } | null = null;

  constructor(deps: Pick<CommunityDeps, 'directory' | 'clocks'>) {
    this.#deps = deps;
  }

  /** How an organisation is called; its id where it is gone. */
  async all(): Promise<(organisationId: string) => BilingualText> {
    const now = this.#deps.clocks.system.now();
    if (this.#kept === null || Math.abs(now - this.#kept.at) > NAMES_LAST_MS) this.#kept = { at: now, names: this.#read() };
    const names = await this.#kept.names.catch((error: unknown) => {
      this.#kept = null;
      throw error;
    });
    return (id) => names.get(id) ?? { zh: id, en: id };
  }

  async #read(): Promise<ReadonlyMap<string, BilingualText>> {
    return new Map((await this.#deps.directory.list()).map(({ id, nameZh, nameEn }) => [id, { zh: nameZh, en: nameEn }]));
  }
}

/** Whether a caller's post is of the office that watches the clocks. */
export function supervises({ post }: Caller, supervisor: string): boolean {
  return post !== null && post.organisationId === supervisor && (post.role === 'approver' || post.role === 'dispatcher');
}

/** A member of staff as the log writes them. @throws Fault FORBIDDEN for whoever is not in such a post */
export function staffActor(caller: Caller, supervisor: string): StaffActor {
  const { post, accountId, personId } = caller;
  if (!post || accountId === null || personId === null || (post.role !== 'clerk' && post.role !== 'approver' && post.role !== 'dispatcher')) throw new Fault('FORBIDDEN');
  return { kind: 'staff', accountId, personId, postId: post.id, organisationId: post.organisationId, role: post.role, supervises: supervises(caller, supervisor) };
}

/** All who work on cases for an organisation, each once. */
export async function workersOf(directory: CommunityDeps['directory'], organisationId: string): Promise<readonly string[]> {
  const holders = await Promise.all(WORKING_ROLES.map((role) => directory.holdersOf(organisationId, role)));
  return [...new Set(holders.flat())];
}

/** Those who answer for an organisation's work: its approvers, else its clerks. */
export async function headsOf(directory: CommunityDeps['directory'], organisationId: string): Promise<readonly string[]> {
  const approvers = await directory.holdersOf(organisationId, 'approver');
  return approvers.length > 0 ? approvers : directory.holdersOf(organisationId, 'clerk');
}

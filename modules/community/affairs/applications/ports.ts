import type { ClientSession } from 'mongoose';
import type { Caller } from '../../../kernel/caller.js';
import type { LegalBasis, ServicePlan } from '../../approval/plan.js';

/** An application that becomes a case. */
export interface OpenCase {
  readonly number: string;
  readonly serviceId: string;
  readonly serviceVersion: number;
  readonly plan: ServicePlan;
  /** Person id of the applicant. */
  readonly applicant: string;
  /** On whose session it came in: the applicant's, of who acts for them, or the clerk's. */
  readonly by: { readonly accountId: string; readonly personId: string | null };
  /** Who entered it at the counter, person id; null where the applicant did. */
  readonly enteredBy: string | null;
  /** The service centre where it was handed in, or whose street it belongs to: what a plan calls `centre`. */
  readonly centreId: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly papers: readonly { readonly inputId: string; readonly fileIds: readonly string[] }[];
  /** Whether 告知承诺 stands for the papers that the plan names. */
  readonly committed: boolean;
  /** Papers that 容缺受理 lets follow. */
  readonly toFollow: readonly string[];
  /** SM3 of the frozen content. */
  readonly hash: string;
  /** Epoch milliseconds (system clock). */
  readonly receivedAt: number;
}

/** An amended version (补正) of an application. */
export interface SupplementedCase {
  readonly number: string;
  readonly version: number;
  readonly hash: string;
  readonly by: OpenCase['by'];
  readonly values: Readonly<Record<string, unknown>>;
  readonly papers: OpenCase['papers'];
  /** A clerk took it in for the applicant, who was there. */
  readonly atCounter?: boolean;
  /** Epoch milliseconds (system clock). */
  readonly at: number;
}

/** Papers to follow (容缺受理) that the applicant has handed in. */
export interface OwedHandedIn {
  readonly number: string;
  readonly by: OpenCase['by'];
  /** Papers by their ids within the service. */
  readonly inputs: readonly string[];
}

/** Why somebody may not commit (告知承诺) for a service: a commitment of theirs was untrue and its result revoked. */
export interface CommitmentBar {
  /** Of that case. */
  readonly number: string;
  /** Epoch milliseconds. */
  readonly since: number;
  readonly basis: LegalBasis;
}

/** What becomes of an application once it was handed in; approval implements it. */
export interface Cases {
  /** Opens the case in the submission's transaction. */
  open(session: ClientSession, input: OpenCase): Promise<void>;
  /** Tells of an amended version, in its transaction. Throws CONFLICT where nothing was asked for. */
  supplement(session: ClientSession, input: SupplementedCase): Promise<void>;
  /** Tells of owed papers that came in, in their transaction. Throws CONFLICT where one of them is not owed. */
  receiveOwed(session: ClientSession, input: OwedHandedIn): Promise<void>;
  /** Whether somebody may not commit for a service, and by which case; null: they may. */
  barredFrom(personId: string, serviceId: string, session?: ClientSession): Promise<CommitmentBar | null>;
  /** Whether a member of staff works on a case in the post they act in. */
  worksOn(caller: Caller, number: string): Promise<boolean>;
}

/** The district's service centres, and whose applications they take; queues implement it. */
export interface ServiceCentres {
  list(): Promise<readonly { readonly id: string; readonly nameZh: string; readonly streets: readonly string[]; readonly fallback: boolean }[]>;
}

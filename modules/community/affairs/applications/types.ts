import type { StoredFile } from '../../../kernel/files/index.js';
import type { CertificateSignature } from '../../contract.js';
import type { PublishedVersion } from '../catalogue/types.js';
import type { FormSection } from '../forms/rules/words.js';
import type { FieldFault } from '../forms/rules/types.js';
import type { KnownFact } from '../profile/facts.js';
import type { CommitmentBar } from './ports.js';

/** The files handed in for a paper of the service. */
export interface PaperFiles {
  readonly inputId: string;
  readonly fileIds: readonly string[];
}

/** What somebody has filled in and not handed in yet, without what it says. */
export interface DraftHead {
  readonly id: string;
  readonly serviceId: string;
  readonly serviceVersion: number;
  /** Counts up with each save. */
  readonly version: number;
  /** Whether 告知承诺 is ticked. */
  readonly commitment: boolean;
  /** Epoch milliseconds. */
  readonly updatedAt: number;
  readonly expiresAt: number;
}

/** A draft, opened. */
export interface DraftEntity extends DraftHead {
  readonly values: Readonly<Record<string, unknown>>;
  readonly papers: readonly PaperFiles[];
}

/** Another device has saved meanwhile, or the service has another form by now. */
export interface DraftConflictEntity {
  /** As it stands there. */
  readonly draft: DraftHead;
  readonly formChanged: boolean;
}

/** How a paper stands when a form is opened. */
export interface PaperStart {
  readonly inputId: string;
  /** FETCHED: a department holds it; OFFERED: given before and still valid; GIVEN: in the draft; ASKED: to be added. */
  readonly state: 'FETCHED' | 'OFFERED' | 'GIVEN' | 'ASKED';
  /** For FETCHED: the department's id, and its number or name there. */
  readonly from: string | null;
  readonly reference: string | null;
  /** For OFFERED and GIVEN. */
  readonly files: readonly StoredFile[];
  /** Last day; null for no end or where nothing is offered. */
  readonly validUntil: string | null;
}

/** A field that was filled with what is known. */
export interface FilledFieldEntity extends KnownFact {
  readonly field: string;
  readonly key: string;
  readonly stale: boolean;
  /** The register's: it stands whatever is sent. */
  readonly fixed: boolean;
}

/** A form as it is opened. */
export interface FormEntity {
  readonly service: PublishedVersion;
  readonly values: Readonly<Record<string, unknown>>;
  readonly filled: readonly FilledFieldEntity[];
  readonly papers: readonly PaperStart[];
  readonly draft: DraftHead | null;
  /** Value of the fact `family.members`. */
  readonly family: unknown;
  /** Why the person may not commit (告知承诺) for it; null: they may, or there is nothing to commit to. */
  readonly bar: CommitmentBar | null;
}

/** A form at the counter, or why its card proves nobody. */
export type CounterFormResult = ({ readonly kind: 'CounterForm' } & CounterFormEntity) | ({ readonly kind: 'FormIncomplete' } & FormIncompleteEntity);

/** A form at the counter. */
export interface CounterFormEntity {
  readonly name: string;
  readonly identifier: string;
  readonly cardRead: boolean;
  readonly known: boolean;
  readonly form: FormEntity;
}

/** How an application will read. */
export interface PreviewEntity {
  /** Of the service, by which it was judged. */
  readonly serviceVersion: number;
  readonly ready: boolean;
  readonly faults: readonly FieldFault[];
  readonly sections: readonly FormSection[];
  readonly toFollow: readonly string[];
  /** What a person's own certificate signs; null where it cannot be handed in yet, or the district takes no certificates. */
  readonly toSign: string | null;
}

/** What is not right yet: nothing was handed in. */
export interface FormIncompleteEntity {
  readonly faults: readonly FieldFault[];
}

/** One version of an application's content: the first, and each supplement. */
export interface ContentVersion {
  readonly version: number;
  /** SM3 of the frozen content's canonical JSON. */
  readonly hash: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** An application that was handed in. */
export interface ApplicationEntity {
  readonly number: string;
  readonly serviceId: string;
  readonly serviceVersion: number;
  readonly personId: string;
  /** Who entered it at the counter; null where the person did. */
  readonly enteredBy: string | null;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly receiptCode: string;
  readonly versions: readonly ContentVersion[];
}

/** A paper that a department holds. */
export interface FetchedPaper {
  readonly inputId: string;
  /** The department's id; null where nobody has said which. */
  readonly from: string | null;
  /** Its number or name there; null where it is fetched later. */
  readonly reference: string | null;
}

/** The frozen content. */
export interface ApplicationContent {
  readonly number: string;
  readonly serviceId: string;
  readonly serviceVersion: number;
  readonly version: number;
  readonly personId: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly papers: readonly { readonly inputId: string; readonly files: readonly { readonly id: string; readonly hash: string; readonly name: string }[] }[];
  /** Papers that departments hold. */
  readonly fetched: readonly FetchedPaper[];
  /** Papers that a commitment stands for (告知承诺). */
  readonly committed: boolean;
  /** Papers to be brought later (容缺受理). */
  readonly toFollow: readonly string[];
}

/** How the applicant signed. */
export interface Signing {
  /** `second-factor`: on their own session; `certificate`: with their own certificate besides; `paper`: by hand at the counter, witnessed by the clerk. */
  readonly by: 'second-factor' | 'certificate' | 'paper';
  readonly accountId: string;
  /** SM3 of the session that carries the second factor's proof. */
  readonly session: string | null;
  /** What was signed with the certificate (`messageOf`), and the signature. */
  readonly certificate?: CertificateSignature & { readonly message: string };
  readonly at: number;
}

/** What an application says, for who may read it. */
export interface ContentEntity {
  readonly content: ApplicationContent;
  readonly service: PublishedVersion;
  readonly sections: readonly FormSection[];
  readonly papers: readonly { readonly inputId: string; readonly files: readonly StoredFile[] }[];
  readonly seal: { readonly hash: string; readonly by: Signing['by']; readonly at: number; readonly genuine: boolean };
}

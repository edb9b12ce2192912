import type { PaperContent } from '../../kernel/documents/index.js';

/** What a document is: that an application came in, a notice within a case, its decision. */
export type DocumentKind = 'RECEIPT' | 'NOTICE' | 'DECISION';

/** A document to be issued. */
export interface DocumentInput {
  readonly kind: DocumentKind;
  /** The application's number. */
  readonly number: string;
  /** Whom it is about; they, and who acts for them, may read it. */
  readonly person: { readonly id: string; readonly name: string };
  readonly title: string;
  readonly subtitle?: string;
  readonly sections: PaperContent['sections'];
  /** Who issues it, line by line. */
  readonly issuer: readonly string[];
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What anybody learns of a document by its code. */
export interface DocumentCheck {
  readonly code: string;
  readonly kind: DocumentKind;
  readonly number: string;
  readonly title: string;
  /** Null where what is stored was tampered with. */
  readonly issuer: string | null;
  /** 王**: enough for who holds the paper to compare; null where what is stored was tampered with. */
  readonly holder: string | null;
  readonly issuedAt: number;
  /** Null: it holds. */
  readonly revokedAt: number | null;
  /** SM3 of what was issued. */
  readonly hash: string;
  /** Whether the district's signature over it holds. */
  readonly genuine: boolean;
}

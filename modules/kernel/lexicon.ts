/** A name of the district that people use: what it is, how else it is called. Modules hand these over for whoever reads people's words. */
export interface LexiconTerm {
  readonly kind: string;
  /** The canonical name, as answers show it. */
  readonly name: string;
  /** Its id in the contract, where it has one. */
  readonly id?: string;
  /** Other names, as people say them. */
  readonly aliases?: readonly string[];
  /** How well known, 1 by default. */
  readonly weight?: number;
}

/** The names that a module knows, as they are now. */
export interface LexiconSource {
  /** The module's name. */
  readonly name: string;
  terms(): readonly LexiconTerm[];
  /** Calls back after each change; returns how to stop that. */
  onChange(listener: () => void): () => void;
}

/** A stored document as the walk sees it. */
export type StoredDocument = Readonly<Record<string, unknown>> & { readonly _id: unknown };

/** A field that holds sealed text. */
export interface SealedField {
  /** Where it stands: `identifier`, `factors.$.secret` (each entry of a list). */
  readonly path: string;
  /** The context it was sealed with; `index` counts within the list of a `$` path, 0 elsewhere. */
  readonly context: (document: StoredDocument, index: number) => string;
}

/** What of a collection moves to new keys. */
export interface SealedCollection {
  readonly collection: string;
  readonly fields: readonly SealedField[];
  /** Where keyed tokens stand, written as `path` of a field; `_id` where the document goes by one. Their values need not be there. */
  readonly tokens?: readonly string[];
}

/**
 * How much a stored value tells, the least first (GB/T 43697-2024 grades data by the harm of its being known; 个人信息保护法 §28
 * sets sensitive personal information apart). docs/SECURITY.md says how each level is stored, shown, logged and kept.
 */
export const DATA_LEVELS = ['public', 'internal', 'personal', 'sensitive', 'health-secret'] as const;
/** One of {@link DATA_LEVELS}. */
export type DataLevel = (typeof DATA_LEVELS)[number];

/**
 * How a value stands. `sealed`: opens under the keys alone. `token`: a keyed look-up token, renewed with its key. `hash`: of it
 * nothing can be read back, and nobody renews it.
 */
export type StoredForm = 'clear' | 'sealed' | 'token' | 'hash';

/** A value that does not stand in the clear. */
export interface ProtectedField {
  readonly level: DataLevel;
  readonly form: Exclude<StoredForm, 'clear'>;
  /** What it is sealed with, where it moves to new keys. */
  readonly context?: SealedField['context'];
}

/** What stands in a collection, by path (`review.noteSealed`, `guardians.$.token`). A level alone: in the clear. */
export type StoredFields = Readonly<Record<string, DataLevel | ProtectedField>>;

/** A collection with the level of every path; declared beside its model and gathered in `scripts/stored-collections.ts`. */
export interface StoredCollection {
  readonly collection: string;
  readonly fields: StoredFields;
}

/** Paths in the clear at one level. */
export function inClear(level: DataLevel, ...paths: readonly string[]): Record<string, DataLevel> {
  return Object.fromEntries(paths.map((path) => [path, level]));
}

/** A sealed value that moves to new keys. */
export function sealed(level: DataLevel, context: SealedField['context']): ProtectedField {
  return { level, form: 'sealed', context };
}

/** A sealed value that stays under its key until it goes: short-lived, or held by the audit's chain as it was written. */
export function sealedAsWritten(level: DataLevel): ProtectedField {
  return { level, form: 'sealed' };
}

/** A keyed token for exact look-up, renewed with its key. */
export const token = (level: DataLevel): ProtectedField => ({ level, form: 'token' });

/** A hash of a secret or of what nobody can guess, or a token that goes before its key does. */
export const hashed = (level: DataLevel): ProtectedField => ({ level, form: 'hash' });

/** Level and form of a declared path. */
export function declared(field: DataLevel | ProtectedField): { readonly level: DataLevel; readonly form: StoredForm } {
  return typeof field === 'string' ? { level: field, form: 'clear' } : field;
}

/** What of a collection moves to new keys; null where nothing does. */
export function movesToNewKeys({ collection, fields }: StoredCollection): SealedCollection | null {
  const all = Object.entries(fields);
  const moving = all.flatMap(([path, field]) => (typeof field === 'object' && field.context ? [{ path, context: field.context }] : []));
  const tokens = all.flatMap(([path, field]) => (declared(field).form === 'token' ? [path] : []));
  return moving.length + tokens.length > 0 ? { collection, fields: moving, tokens } : null;
}

/** What a declaration gets wrong by itself: what tells too much for the clear, and what is sealed though it is nobody's. To be empty. */
export function levelFaults(collections: readonly StoredCollection[]): string[] {
  const twice = collections.map(({ collection }) => collection).filter((name, index, names) => names.indexOf(name) !== index);
  return [
    ...twice.map((name) => `${name} is declared twice`),
    ...collections.flatMap(({ collection, fields }) => Object.entries(fields).flatMap(([path, field]) => {
      const { level, form } = declared(field);
      if (form === 'clear' && (level === 'sensitive' || level === 'health-secret')) return [`${collection}.${path} is ${level} and stands in the clear`];
      return form === 'sealed' && (level === 'public' || level === 'internal') ? [`${collection}.${path} is sealed and said to be ${level}`] : [];
    })),
  ];
}

import mongoose, { type Connection, type Model, type Schema } from 'mongoose';
import { declared, type StoredCollection } from '../../modules/kernel/crypto/index.js';

/** How a value looks that stands so. */
const LOOKS = {
  sealed: /^v1\.k[1-9]/,
  token: /^t[1-9][0-9]{0,8}\.[A-Za-z0-9_-]{43}$/,
  hash: /(?:[0-9a-f]{64}|[A-Za-z0-9_-]{43})$|^\$argon2id\$/,
} as const;

/** What of a path's own or of the nearest path above it is declared. */
function declarationOf({ fields }: StoredCollection, path: string): ReturnType<typeof declared> | null {
  for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const field = fields[at];
    if (field !== undefined) return declared(field);
  }
  return null;
}

/** The paths of a mongoose schema, `$` for the entries of a list. */
function pathsOf(schema: Schema, prefix = ''): string[] {
  return Object.entries(schema.paths).flatMap(([path, type]) => {
    const inner: unknown = Reflect.get(type, 'schema');
    if (!(inner instanceof mongoose.Schema)) return [`${prefix}${path}`];
    return pathsOf(inner, `${prefix}${path}.${type instanceof mongoose.Schema.Types.DocumentArray ? '$.' : ''}`);
  });
}

/** What models and declarations say differently: a path without a level, a level without a path. */
export function unlikeModels(models: readonly Model<unknown>[], stored: readonly StoredCollection[]): string[] {
  return models.flatMap(({ collection, schema }) => {
    const one = stored.find((each) => each.collection === collection.collectionName);
    if (!one) return [`${collection.collectionName} is not declared`];
    const paths = pathsOf(schema);
    const mixed = paths.filter((path) => schema.path(path) instanceof mongoose.Schema.Types.Mixed);
    return [
      // What may hold anything is declared itself, or by what is known to stand in it.
      ...paths.filter((path) => !Object.hasOwn(one.fields, path) && !(mixed.includes(path) && Object.keys(one.fields).some((name) => name.startsWith(`${path}.`)))).map((path) => `${one.collection}.${path} has no level`),
      ...Object.keys(one.fields).filter((name) => !paths.includes(name) && !mixed.some((path) => name.startsWith(`${path}.`))).map((name) => `${one.collection}.${name} is declared and not there`),
    ];
  });
}

function* leavesOf(value: unknown, path = ''): Generator<readonly [string, unknown]> {
  if (Array.isArray(value)) for (const entry of value) yield* leavesOf(entry, isPlain(entry) ? `${path}.$` : path);
  else if (isPlain(value)) for (const [key, member] of Object.entries(value)) yield* leavesOf(member, path === '' ? key : `${path}.${key}`);
  else if (value !== null && value !== undefined) yield [path, value];
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** What is wrong with one stored value; null where it stands as declared. */
function faultOf(one: StoredCollection, path: string, value: unknown): string | null {
  const found = declarationOf(one, path);
  if (!found) return `${one.collection}.${path} has no level`;
  const text = String(value);
  if (found.form === 'clear') return LOOKS.sealed.test(text) || LOOKS.token.test(text) ? `${one.collection}.${path} is said to stand in the clear and looks sealed` : null;
  return LOOKS[found.form].test(text) ? null : `${one.collection}.${path} is said to be ${found.form} and does not look so`;
}

/** What the documents of a database say differently than the declarations, each once; and which protected paths held a value at all. */
export async function unlikeDocuments(connection: Connection, stored: readonly StoredCollection[]): Promise<{ faults: string[]; seen: string[] }> {
  const faults = new Set<string>();
  const seen = new Set<string>();
  for (const { collectionName } of (await connection.db?.collections()) ?? []) {
    if (collectionName.startsWith('system.')) continue;
    const one = stored.find(({ collection }) => collection === collectionName);
    if (!one) {
      faults.add(`${collectionName} is not declared`);
      continue;
    }
    for await (const document of connection.collection(collectionName).find()) {
      for (const [path, value] of leavesOf(document)) {
        const fault = faultOf(one, path, value);
        if (fault) faults.add(fault);
        else if (declarationOf(one, path)?.form !== 'clear') seen.add(`${collectionName}.${path}`);
      }
    }
  }
  return { faults: [...faults].sort(), seen: [...seen].sort() };
}

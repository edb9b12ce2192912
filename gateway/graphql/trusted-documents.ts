import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { Kind, parse, print, visit, type DocumentNode, type FragmentDefinitionNode, type OperationDefinitionNode } from 'graphql';

/** A document that was registered before it is asked for: clients send its hash alone. */
export interface TrustedDocument {
  /** SHA-256 of `text`, lower-case hex. */
  readonly hash: string;
  readonly operationName: string;
  readonly operation: 'query' | 'mutation' | 'subscription';
  /** The operation with the fragments it uses, as graphql-js prints it. */
  readonly text: string;
  readonly document: DocumentNode;
}

/** Folders and files whose operations are trusted: the pages', the bot's, and the manifests of earlier releases. */
export function documentSources(root: string, extra: string | undefined): string[] {
  const places = ['web-h5/src/graphql', 'bot/skills', 'gateway/graphql/releases'].map((place) => path.join(root, place));
  return [...places, ...(extra ? [path.resolve(root, extra)] : [])].filter((place) => existsSync(place));
}

/**
 * Collects the operations below some places (`.graphql` files, and `.json` manifests of hash → text). Fragments are shared
 * within a place. Throws an Error that names what is wrong: an operation without a name, an unknown fragment, a manifest
 * whose text does not have its hash.
 */
export function collectDocuments(places: readonly string[]): TrustedDocument[] {
  const found = new Map<string, TrustedDocument>();
  for (const place of places) {
    const files = filesBelow(place);
    const definitions = files.filter((file) => file.endsWith('.graphql')).flatMap((file) => parse(readFileSync(file, 'utf8'), { noLocation: true }).definitions);
    const fragments = new Map<string, FragmentDefinitionNode>();
    for (const definition of definitions) if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    for (const definition of definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      const trusted = trustedDocument(print({ kind: Kind.DOCUMENT, definitions: [definition, ...used(definition, fragments)] }));
      found.set(trusted.hash, trusted);
    }
    for (const manifest of files.filter((file) => file.endsWith('.json'))) {
      for (const [hash, text] of readManifest(manifest)) {
        const trusted = trustedDocument(text);
        if (trusted.hash !== hash) throw new Error(`${manifest}: the text of ${hash} has another hash`);
        found.set(hash, trusted);
      }
    }
  }
  return [...found.values()];
}

function trustedDocument(text: string): TrustedDocument {
  const document = parse(text, { noLocation: true });
  const operations = document.definitions.filter((definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (operations.length !== 1 || !operation?.name) throw new Error(`a trusted document has one operation with a name:\n${text}`);
  return { hash: createHash('sha256').update(text).digest('hex'), operationName: operation.name.value, operation: operation.operation, text, document };
}

function used(operation: OperationDefinitionNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): FragmentDefinitionNode[] {
  const names = new Set<string>();
  const collect = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread(spread) {
        const name = spread.name.value;
        if (names.has(name)) return;
        names.add(name);
        const fragment = fragments.get(name);
        if (!fragment) throw new Error(`${operation.name?.value ?? 'an operation'} spreads the unknown fragment ${name}`);
        collect(fragment);
      },
    });
  };
  collect(operation);
  return [...names].sort().flatMap((name) => fragments.get(name) ?? []);
}

function filesBelow(place: string): string[] {
  if (statSync(place).isFile()) return [place];
  return readdirSync(place, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(graphql|json)$/.test(name) && !name.includes('__generated__')).sort().map((name) => path.join(place, name));
}

function readManifest(file: string): [string, string][] {
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof content !== 'object' || content === null) throw new Error(`${file}: a manifest is an object of hash → text`);
  return Object.entries(content).map(([hash, text]) => [hash, String(text)]);
}

import { existsSync } from 'node:fs';
import path from 'node:path';
import type { DocumentNode } from 'graphql';
import type { Plugin } from 'vite';

const DOCUMENT = /^export const (\w+)Document = (\{.*\}) as unknown as /gm;

/**
 * Leaves of each operation only its kind and name, where the build knows the operation's hash: the gateway has the
 * text, and the pages send the hash. Without hashes the documents stay whole.
 */
export function trimDocuments(generated: string): Plugin {
  return {
    name: 'trim-documents',
    enforce: 'pre',
    apply: 'build',
    transform(code, id) {
      if (!id.endsWith('/__generated__/operations.ts') || !existsSync(path.join(generated, 'hashes.ts'))) return null;
      return {
        code: code.replace(DOCUMENT, (_whole, name: string, json: string) => {
          const document = JSON.parse(json) as DocumentNode; // codegen writes it
          const trimmed = document.definitions.flatMap((definition) =>
            definition.kind === 'OperationDefinition' ? [{ kind: definition.kind, operation: definition.operation, name: definition.name, selectionSet: { kind: 'SelectionSet', selections: [] } }] : []);
          return `export const ${name}Document = ${JSON.stringify({ kind: 'Document', definitions: trimmed })} as unknown as `;
        }),
        map: null,
      };
    },
  };
}

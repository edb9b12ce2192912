import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { extendSchema, buildSchema, parse, printSchema, validateSchema } from 'graphql';

/** Paths of the SDL parts, the gateway's base first. */
function parts(root: string): string[] {
  const modules = readdirSync(path.join(root, 'modules')).sort().flatMap((name) => {
    const folder = path.join(root, 'modules', name);
    if (name === '__generated__' || !statSync(folder).isDirectory()) return [];
    // A large module gives its part feature by feature, and a large feature use case by use case.
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => path.basename(file) === 'schema.graphql').sort().map((file) => path.join(folder, file));
  });
  return [path.join(root, 'gateway/graphql/base.graphql'), path.join(root, 'bot/schema.graphql'), ...modules].filter((file) => existsSync(file));
}

/** The whole contract, composed and printed; throws with the schema's errors. */
export function composeSchema(root: string): string {
  const [base = '', ...extensions] = parts(root).map((file) => readFileSync(file, 'utf8'));
  const whole = extendSchema(buildSchema(base, { assumeValidSDL: true }), parse(extensions.join('\n') || 'extend type Query { _: Boolean }'));
  const errors = validateSchema(whole);
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return `# The contract of the whole product. Composed by \`npm run schema\` from the modules' parts; do not edit.\n\n${printSchema(whole)}\n`;
}

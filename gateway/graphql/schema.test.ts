import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { buildSchema, isEnumType, isInputObjectType, isInterfaceType, isIntrospectionType, isObjectType, isSpecifiedScalarType, type GraphQLNamedType } from 'graphql';
import { projectRoot } from '../../modules/kernel/root.js';
import { composeSchema } from '../../scripts/compose-schema.js';

const root = projectRoot();
const committed = readFileSync(path.join(root, 'schema.graphql'), 'utf8');
const schema = buildSchema(committed);
const ROOTS = new Set(['Query', 'Mutation', 'Subscription']);

/** Names of everything in a type that a reader of the contract is not told about. */
function undescribed(type: GraphQLNamedType): string[] {
  const missing = !type.description && !ROOTS.has(type.name) ? [type.name] : [];
  if (isEnumType(type)) missing.push(...type.getValues().filter((value) => !value.description).map((value) => `${type.name}.${value.name}`));
  if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) {
    missing.push(...Object.values(type.getFields()).filter((field) => !field.description).map((field) => `${type.name}.${field.name}`));
  }
  return missing;
}

describe('the contract', () => {
  it('is composed from the modules’ parts and printed as graphql-js prints', () => {
    expect(committed).toBe(composeSchema(root));
  });

  it('describes every type, field and value', () => {
    const own = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type));
    expect(own.flatMap(undescribed)).toEqual([]);
  });

  it('describes every argument', () => {
    const missing = Object.values(schema.getTypeMap()).flatMap((type) =>
      isObjectType(type) && !isIntrospectionType(type)
        ? Object.values(type.getFields()).flatMap((field) => field.args.filter((arg) => !arg.description).map((arg) => `${type.name}.${field.name}(${arg.name})`))
        : [],
    );
    expect(missing).toEqual([]);
  });
});

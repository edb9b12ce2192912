import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { LifeEvent, ServiceDefinition } from './definition.js';

/** What the sample district's catalogue holds. */
export interface SampleCatalogue {
  readonly services: readonly ServiceDefinition[];
  readonly lifeEvents: readonly LifeEvent[];
}

const COMMON = 'common-fields.json';
const EVENTS = 'life-events.json';

/** Reads the sample's affairs. A field written `{ "$ref": name }` is that of `common-fields.json`, whole, so that a stored version needs no other file. Throws ZodError, with the affair's file name. */
export function readSampleCatalogue(folder: string): SampleCatalogue {
  const read = (file: string): unknown => JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
  const common = z.record(z.string(), z.record(z.string(), z.unknown())).parse(read(COMMON));
  const files = readdirSync(folder).filter((file) => file.endsWith('.json') && file !== COMMON && file !== EVENTS).sort();
  return {
    services: files.map((file) => {
      try {
        return ServiceDefinition.parse(inlined(read(file), common));
      } catch (cause) {
        throw new Error(`${file} is no service`, { cause });
      }
    }),
    lifeEvents: z.array(LifeEvent).parse(read(EVENTS)),
  };
}

type Fields = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function inlined(value: unknown, common: Fields): unknown {
  if (Array.isArray(value)) return value.map((entry) => inlined(entry, common));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref, show, ...own } = value as Readonly<Record<string, unknown>>; // an object, as just seen
  if (typeof $ref !== 'string') return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inlined(member, common)]));
  const field = common[$ref];
  if (!field) throw new Error(`there is no common field ${$ref}`);
  const ui = z.record(z.string(), z.unknown()).parse(field.ui);
  return { ...field, ...own, ui: show === undefined ? ui : { ...ui, show } };
}

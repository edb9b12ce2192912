import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Term, TermKind } from './types.js';

const KINDS = [
  'route', 'stop', 'attraction', 'school', 'clinic', 'centre', 'affair', 'department', 'specialty', 'vaccine', 'subject', 'category', 'service', 'audience', 'place',
] as const satisfies readonly TermKind[];

const term = z.strictObject({
  kind: z.enum(KINDS),
  name: z.string().min(1),
  id: z.string().optional(),
  aliases: z.array(z.string().min(1)).optional(),
  weight: z.number().positive().optional(),
});

/**
 * Reads the names that no module hands over yet.
 * @param folder `data/lexicon`
 * @throws where a file cannot be read or does not hold what it should
 */
export function readLexiconData(folder: string): Term[] {
  const read = (file: string): unknown => JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
  const files = readdirSync(folder).filter((file) => file.endsWith('.json')).sort();
  // Optional fields are absent, never undefined, in what JSON gives; the type of zod cannot say so.
  return files.flatMap((file) => z.array(term).parse(read(file)) as Term[]);
}

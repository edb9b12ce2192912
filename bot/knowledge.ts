import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { PublicHoliday } from '../modules/kernel/calendar.js';
import type { Clock } from '../modules/kernel/clock.js';
import type { LexiconSource, LexiconTerm } from '../modules/kernel/lexicon.js';
import type { DialogueDeps } from './dialogue/types.js';
import { Passages } from './language/faq/passages.js';
import { createLexicon, createUnderstanding, readLexiconData, type PortableUnderstander, type Term, type TermKind } from './language/index.js';
import type { TrainingTask } from './learning/task.js';
import { allSkills, outOfScope } from './skills/index.js';
import type { Skill } from './skills/types.js';

/** What the assistant's knowledge is made of. */
export interface KnowledgeDeps {
  /** The repository's data: `lexicon/` and `faq/` lie in it. */
  readonly dataFolder: string;
  /** The modules' names, live. */
  readonly lexicons: readonly LexiconSource[];
  readonly holidays: readonly PublicHoliday[];
  readonly clock: Clock;
}

/** What the assistant knows: how people speak, the district's names, and what was published. */
export interface Knowledge {
  /** Trains at the first question, unless it was given what another had learnt. */
  readonly engine: PortableUnderstander;
  readonly skills: readonly Skill[];
  readonly lookUp: DialogueDeps['lookUp'];
  /** Rises with each change of the names. */
  lexiconVersion(): number;
  /** What a training stands on now. */
  task(): Omit<TrainingTask, 'more' | 'learnt' | 'inUse' | 'evaluation'>;
  /** Takes the names in, and follows them. */
  start(): void;
  /** Stops following the names. */
  stop(): void;
}

const Published = z.array(z.strictObject({
  id: z.string().min(1), title: z.string().min(1), text: z.string().min(1), intents: z.array(z.string()), source: z.string().min(1), url: z.string().regex(/^(?:\/|https:\/\/)/), date: z.iso.date(),
}));

const KINDS: ReadonlySet<string> = new Set<TermKind>(['route', 'stop', 'attraction', 'school', 'clinic', 'centre', 'affair', 'department', 'specialty', 'vaccine', 'subject', 'category', 'service', 'audience', 'place']);
const isTerm = (term: LexiconTerm): term is Term => KINDS.has(term.kind);

/** Builds it; it knows nothing before `start`. Throws where the data are not what they should be. */
export function createKnowledge({ dataFolder, lexicons, holidays, clock }: KnowledgeDeps): Knowledge {
  const lexicon = createLexicon();
  const passages = new Passages();
  const engine = createUnderstanding({ skills: allSkills, lexicon, outOfScope, holidays, clock });
  const stops: (() => void)[] = [];

  const follow = (source: LexiconSource): void => {
    const take = (): void => lexicon.set(source.name, source.terms().filter(isTerm));
    take();
    stops.push(source.onChange(take));
  };

  return {
    engine, skills: allSkills,
    lookUp(text, likely) {
      const [hit] = passages.find(text, likely.length > 0 ? likely : undefined, 1);
      return hit ? { ...hit.passage, link: hit.passage.url } : null;
    },
    lexiconVersion: () => lexicon.version,
    task: () => ({ skills: allSkills.map(({ intent, phrases, slots }) => ({ intent, phrases, slots })), terms: lexicon.list(), outOfScope, holidays }),
    start() {
      lexicon.set('data', readLexiconData(path.join(dataFolder, 'lexicon')));
      lexicons.forEach(follow);
      for (const passage of readPublished(path.join(dataFolder, 'faq'))) passages.put(passage);
    },
    stop: () => stops.splice(0).forEach((stop) => stop()),
  };
}

/** All that is in a folder of published questions and answers. */
function readPublished(folder: string): z.infer<typeof Published> {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((file) => file.endsWith('.json')).sort().flatMap((file) => Published.parse(JSON.parse(readFileSync(path.join(folder, file), 'utf8'))));
}

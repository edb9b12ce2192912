/** One thing wrong in a feed: where it stands and why it is wrong, in plain words. */
export interface Problem {
  /** Stable name of the kind, such as `stop_unknown`. */
  readonly code: string;
  /** File inside the feed; '' where it is about the source as a whole. */
  readonly file: string;
  /** Line in the file, from 1; null where it is about the whole file. */
  readonly line: number | null;
  readonly field: string | null;
  readonly value: string | null;
  readonly reason: string;
}

/** How many problems of one kind are kept; all are counted. */
export const KEPT_PER_KIND = 200;

/** Longest part of a value that is quoted in a problem. */
const QUOTED_CHARS = 80;

/** Gathers what is wrong in a feed: errors stop the import, warnings do not. */
export class Findings {
  readonly errors: Problem[] = [];
  readonly warnings: Problem[] = [];
  /** Files that are missing or cannot be read: that others refer to them is no further error. */
  readonly unreadable = new Set<string>();
  readonly #counts = { errors: new Map<string, number>(), warnings: new Map<string, number>() };

  /** Something that makes the feed wrong for riders; the import will be refused. */
  error(problem: Problem): void {
    this.#add('errors', problem);
  }

  /** Something to mend that riders do not feel. */
  warn(problem: Problem): void {
    this.#add('warnings', problem);
  }

  /** Number of errors, kept or not. */
  get errorCount(): number {
    return sum(this.#counts.errors);
  }

  /** Number of warnings, kept or not. */
  get warningCount(): number {
    return sum(this.#counts.warnings);
  }

  /** How often each kind occurred, by code. */
  countsOf(severity: 'errors' | 'warnings'): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts[severity]);
  }

  #add(severity: 'errors' | 'warnings', problem: Problem): void {
    const counts = this.#counts[severity];
    const seen = counts.get(problem.code) ?? 0;
    counts.set(problem.code, seen + 1);
    if (seen >= KEPT_PER_KIND) return;
    const { value } = problem;
    const short = value !== null && value.length > QUOTED_CHARS ? `${value.slice(0, QUOTED_CHARS)}…` : value;
    this[severity].push({ ...problem, value: short });
  }
}

function sum(counts: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}

/** Stops the reading of a source that cannot be read at all (a broken zip, an unreachable address, a wrong encoding). */
export class UnreadableFeed extends Error {
  readonly problem: Problem;

  constructor(problem: Partial<Problem> & Pick<Problem, 'code' | 'reason'>, options?: { cause?: unknown }) {
    super(problem.reason, options);
    this.name = 'UnreadableFeed';
    this.problem = { file: '', line: null, field: null, value: null, ...problem };
  }
}

/** One problem as a line of text: `stops.txt line 12, stop_lat "abc": is not a latitude`. */
export function describeProblem({ file, line, field, value, reason }: Problem): string {
  const place = [file, line === null ? '' : `line ${line}`].filter(Boolean).join(' ');
  const what = [field ?? '', value === null ? '' : JSON.stringify(value)].filter(Boolean).join(' ');
  const where = [place, what].filter(Boolean).join(', ');
  return where === '' ? reason : `${where}: ${reason}`;
}

import { describeProblem, type Findings, type Problem } from '../adapters/gtfs/findings.js';
import type { TimetableData } from './timetable.js';

/** What an import did. */
export interface ImportReport {
  readonly feedId: string;
  /**
   * `imported`: the feed is now served in this version; `unchanged`: exactly this content is served already, nothing was
   * done; `rejected`: it has errors, nothing was changed.
   */
  readonly outcome: 'imported' | 'unchanged' | 'rejected';
  /** Content version of what was read; null where the source could not be read. */
  readonly version: string | null;
  /** Version served before. */
  readonly previousVersion: string | null;
  /** How much of what the feed holds, by name; empty where it was rejected or unchanged. */
  readonly counts: Readonly<Record<string, number>>;
  readonly errorCount: number;
  readonly warningCount: number;
  /** The first errors and warnings of each kind. */
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** All of them counted, by kind. */
  readonly errorKinds: Readonly<Record<string, number>>;
  readonly warningKinds: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/** What the findings add to a report. */
export function findingsOf(findings: Findings): Pick<ImportReport, 'errorCount' | 'warningCount' | 'errors' | 'warnings' | 'errorKinds' | 'warningKinds'> {
  return {
    errorCount: findings.errorCount, warningCount: findings.warningCount, errors: findings.errors, warnings: findings.warnings,
    errorKinds: findings.countsOf('errors'), warningKinds: findings.countsOf('warnings'),
  };
}

/** What a timetable holds, in numbers. */
export function countsOf(data: TimetableData): Record<string, number> {
  return {
    agencies: data.agencies.length, stops: data.stops.length, routes: data.routes.length, patterns: data.patterns.length,
    trips: data.tripIds.length, stopTimes: data.arrivals.length, services: data.serviceIds.length, days: data.dayCount,
    blocks: data.blockFrom.length - 1, shapes: data.shapeIds.length, transfers: data.transfers.length,
  };
}

/** Problems of one kind that are printed; the rest are counted. */
const PRINTED_PER_KIND = 20;

/** The report in plain words, for a terminal. */
export function describeReport(report: ImportReport): string {
  const { feedId, outcome, version, previousVersion, counts, seconds } = report;
  const numbers = Object.entries(counts).map(([name, count]) => `${count.toLocaleString('en')} ${name}`).join(', ');
  const first = {
    imported: `feed ${feedId}: version ${version} is active${previousVersion ? `, in place of ${previousVersion}` : ''} (${numbers}; ${seconds.toFixed(1)} s)`,
    unchanged: `feed ${feedId}: version ${version} is active already with the same content; nothing to do`,
    rejected: `feed ${feedId}: not imported, ${previousVersion ? `version ${previousVersion} stays active` : 'nothing was changed'}`,
  }[outcome];
  return [
    first,
    ...section('error', report.errorCount, report.errors, report.errorKinds),
    ...section('warning', report.warningCount, report.warnings, report.warningKinds),
  ].join('\n');
}

function section(word: string, total: number, problems: readonly Problem[], kinds: Readonly<Record<string, number>>): string[] {
  if (total === 0) return [];
  const lines = [`${total.toLocaleString('en')} ${word}${total === 1 ? '' : 's'}:`];
  for (const [code, count] of Object.entries(kinds)) {
    const shown = problems.filter((problem) => problem.code === code).slice(0, PRINTED_PER_KIND);
    lines.push(...shown.map((problem) => `  ${describeProblem(problem)}`));
    if (count > shown.length) lines.push(`  … and ${(count - shown.length).toLocaleString('en')} more of the kind ${code}`);
  }
  return lines;
}

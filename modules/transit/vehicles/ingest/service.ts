import type { Caller } from '../../../kernel/caller.js';
import type { Clocks } from '../../../kernel/clock.js';
import { Fault } from '../../../kernel/errors.js';
import type { Logger } from '../../../kernel/module.js';
import type { TransitMetrics } from '../../metrics.js';
import type { Feeds } from '../../realtime/feeds.js';
import type { VehiclePosition } from '../../realtime/types.js';
import type { Timetable } from '../../timetable/timetable.js';
import { LineNames, readRecord, type FieldProblem, type RecordProblem } from './records.js';
import { SignatureCheck, type SignedRequest } from './signature.js';
import { Tracks } from './tracks.js';

/** Records taken in one batch. */
const MOST_RECORDS = 5000;

/** What the service stands on. */
export interface PositionIngestDeps {
  readonly feeds: Feeds;
  /** `system` for signatures, `service` for positions. */
  readonly clocks: Clocks;
  readonly logger: Logger;
  readonly metrics: TransitMetrics;
  /** Keys by operator; see `parseIngestKeys`. */
  readonly keys: ReadonlyMap<string, string>;
  /** The feed that a batch is about where it names none. */
  readonly defaultFeed: string;
  /**
   * Gets, after each batch that changed something, the newest position of each bus of the feed, as a whole data set:
   * `trip` names the route and, where known, direction and trip.
   */
  readonly onPositions: (feedId: string, positions: VehiclePosition[]) => void;
}

/** What became of a batch. */
export interface IngestReport {
  readonly accepted: number;
  /** Records that were known already: sent again, or twice in the batch. */
  readonly duplicates: number;
  readonly rejected: readonly RecordProblem[];
}

/** Positions that operators send us, signed: for those who have no GTFS-Realtime. */
export class PositionIngest {
  readonly #deps: PositionIngestDeps;
  readonly #signatures: SignatureCheck;
  readonly #tracks = new Map<string, Tracks>();
  readonly #lines = new WeakMap<Timetable, LineNames>();

  constructor(deps: PositionIngestDeps) {
    this.#deps = deps;
    this.#signatures = new SignatureCheck(deps.keys, deps.clocks.system);
  }

  /**
   * Takes a signed batch: `[record, …]` or `{ feed?, positions: [record, …] }`. Good records are kept where others are bad.
   * Throws UNAUTHENTICATED for the signature, BAD_INPUT for what is no batch, TOO_LARGE for more than 5000 records,
   * UNAVAILABLE while the feed has no timetable.
   */
  receive(_caller: Caller, request: SignedRequest): IngestReport {
    const operator = this.#signatures.verify(request);
    const { feedId, records } = batchOf(request.body, this.#deps.defaultFeed);
    if (records.length > MOST_RECORDS) throw new Fault('TOO_LARGE', { field: 'positions', reason: `at most ${MOST_RECORDS} records` });
    const timetable = this.#deps.feeds.find(feedId)?.timetable;
    if (!timetable) {
      if (feedId !== this.#deps.defaultFeed) throw new Fault('BAD_INPUT', { field: 'feed', reason: 'no such feed' });
      throw new Fault('UNAVAILABLE', { feed: feedId });
    }
    const report = this.#take(operator, timetable, records);
    if (report.rejected.length > 0) this.#tell(feedId, operator, report);
    return report;
  }

  #take(operator: string, timetable: Timetable, records: readonly unknown[]): IngestReport {
    const now = this.#deps.clocks.service.now() / 1000;
    const tracks = this.#tracksOf(timetable.feedId);
    const lines = this.#linesOf(timetable);
    const rejected: RecordProblem[] = [];
    let accepted = 0;
    let duplicates = 0;
    records.forEach((record, index) => {
      const read = readRecord(record, timetable, lines, now);
      const outcome = 'field' in read ? read : tracks.add(operator, read, now);
      if (outcome === 'kept') accepted += 1;
      else if (outcome === 'double') duplicates += 1;
      else rejected.push(problemOf(record, index, outcome === 'foreign' ? { field: 'vehicleId', reason: 'is reported by another operator' } : outcome));
    });
    if (accepted > 0) this.#deps.onPositions(timetable.feedId, tracks.latest(now));
    return { accepted, duplicates, rejected };
  }

  #tell(feedId: string, operator: string, { accepted, rejected }: IngestReport): void {
    const { metrics, logger } = this.#deps;
    // Field names come from our own schema, so there are few of them.
    const byField = new Map<string, number>();
    for (const { field } of rejected) byField.set(field, (byField.get(field) ?? 0) + 1);
    for (const [field, count] of byField) metrics.entitiesRejected(feedId, 'ingest', field, count);
    logger.warn({ feed: feedId, operator, accepted, rejected: rejected.length, first: rejected[0] }, 'positions were not all taken');
  }

  #tracksOf(feedId: string): Tracks {
    let tracks = this.#tracks.get(feedId);
    if (!tracks) this.#tracks.set(feedId, (tracks = new Tracks()));
    return tracks;
  }

  #linesOf(timetable: Timetable): LineNames {
    let lines = this.#lines.get(timetable);
    if (!lines) this.#lines.set(timetable, (lines = new LineNames(timetable)));
    return lines;
  }
}

function batchOf(body: Buffer, defaultFeed: string): { feedId: string; records: readonly unknown[] } {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new Fault('BAD_INPUT', { field: 'body', reason: 'is not JSON' }, { cause });
  }
  if (Array.isArray(value)) return { feedId: defaultFeed, records: value };
  if (typeof value !== 'object' || value === null || !('positions' in value) || !Array.isArray(value.positions)) {
    throw new Fault('BAD_INPUT', { field: 'positions', reason: 'a list of positions is needed' });
  }
  const feedId = 'feed' in value && value.feed !== undefined ? value.feed : defaultFeed;
  if (typeof feedId !== 'string') throw new Fault('BAD_INPUT', { field: 'feed', reason: 'must be a text' });
  return { feedId, records: value.positions };
}

function problemOf(record: unknown, index: number, problem: FieldProblem): RecordProblem {
  const named = typeof record === 'object' && record !== null && 'vehicleId' in record ? record.vehicleId : null;
  return { index, vehicleId: typeof named === 'string' ? named.slice(0, 64) : null, field: problem.field, reason: problem.reason };
}

/** Bits of `LineTable.access`. */
export const ACCESS = { BOARD: 1, ALIGHT: 2 } as const;

/**
 * Runs grouped into lines as RAPTOR scans them: the runs of a line call at the same stops under the same boarding rules and
 * never overtake each other, so at every position both arrivals and departures rise from run to run.
 * All times are seconds from one instant that the owner knows.
 */
export interface LineTable {
  readonly lineCount: number;
  /** Positions of line l are slots `slotFrom[l]` … `slotFrom[l + 1] - 1` of `stops` and `access`. */
  readonly slotFrom: Uint32Array;
  readonly stops: Uint32Array;
  readonly access: Uint8Array;
  /** Runs of line l: `runFrom[l]` … `runFrom[l + 1] - 1`. */
  readonly runFrom: Uint32Array;
  /** Time of run r at position p of line l: at `timeFrom[l] + (r - runFrom[l]) * length + p`. */
  readonly timeFrom: Uint32Array;
  readonly arrivals: Int32Array;
  readonly departures: Int32Array;
  /** By run: what it is to its owner (an index of a trip or of a snapshot's run), and its service day. */
  readonly runRef: Int32Array;
  readonly runDay: Int32Array;
  /** Visits at stop s: `visitFrom[s]` … `visitFrom[s + 1] - 1` of the next two. */
  readonly visitFrom: Uint32Array;
  readonly visitLine: Uint32Array;
  readonly visitPosition: Uint16Array;
}

/** A run to be put on a line: its times are `arrivals[from + position] + shift`. */
export interface LineRun {
  readonly ref: number;
  readonly day: number;
  readonly arrivals: ArrayLike<number>;
  readonly departures: ArrayLike<number>;
  readonly from: number;
  readonly shift: number;
}

/** Runs that call at the same stops under the same rules. */
export interface LineGroup {
  readonly stops: Uint32Array;
  readonly access: Uint8Array;
  readonly runs: LineRun[];
}

/** Puts groups of runs into lines; runs that overtake others get lines of their own. */
export function lineTable(stopCount: number, groups: readonly LineGroup[]): LineTable {
  const lines = groups.flatMap(({ stops, access, runs }) => chains(runs, stops.length).map((chain) => ({ stops, access, runs: chain })));
  const slotFrom = new Uint32Array(lines.length + 1);
  const runFrom = new Uint32Array(lines.length + 1);
  const timeFrom = new Uint32Array(lines.length + 1);
  lines.forEach(({ stops, runs }, line) => {
    slotFrom[line + 1] = (slotFrom[line] ?? 0) + stops.length;
    runFrom[line + 1] = (runFrom[line] ?? 0) + runs.length;
    timeFrom[line + 1] = (timeFrom[line] ?? 0) + runs.length * stops.length;
  });
  const stops = new Uint32Array(slotFrom[lines.length] ?? 0);
  const access = new Uint8Array(stops.length);
  const runRef = new Int32Array(runFrom[lines.length] ?? 0);
  const runDay = new Int32Array(runRef.length);
  const arrivals = new Int32Array(timeFrom[lines.length] ?? 0);
  const departures = new Int32Array(arrivals.length);
  lines.forEach((line, index) => {
    stops.set(line.stops, slotFrom[index]);
    access.set(line.access, slotFrom[index]);
    line.runs.forEach((run, place) => {
      runRef[(runFrom[index] ?? 0) + place] = run.ref;
      runDay[(runFrom[index] ?? 0) + place] = run.day;
      copyTimes(run, line.stops.length, arrivals, departures, (timeFrom[index] ?? 0) + place * line.stops.length);
    });
  });
  return { lineCount: lines.length, slotFrom, stops, access, runFrom, timeFrom, arrivals, departures, runRef, runDay, ...visitsOf(stopCount, slotFrom, stops) };
}

/** Times go up along a run, whatever a feed says. */
function copyTimes(run: LineRun, length: number, arrivals: Int32Array, departures: Int32Array, at: number): void {
  let last = -Infinity;
  for (let position = 0; position < length; position++) {
    const arrival = Math.max(last, (run.arrivals[run.from + position] ?? 0) + run.shift);
    last = Math.max(arrival, (run.departures[run.from + position] ?? 0) + run.shift);
    arrivals[at + position] = arrival;
    departures[at + position] = last;
  }
}

/** Runs in order of departure, in as few sequences as a first fit finds in which nobody overtakes. */
function chains(runs: LineRun[], length: number): LineRun[][] {
  const start = (run: LineRun): number => (run.departures[run.from] ?? 0) + run.shift;
  const found: LineRun[][] = [];
  for (const run of runs.sort((a, b) => start(a) - start(b))) {
    const chain = found.find((other) => follows(other[other.length - 1], run, length));
    if (chain) chain.push(run);
    else found.push([run]);
  }
  return found;
}

function follows(before: LineRun | undefined, run: LineRun, length: number): boolean {
  if (!before) return true;
  const ahead = before.shift - run.shift;
  for (let position = 0; position < length; position++) {
    if ((before.arrivals[before.from + position] ?? 0) + ahead > (run.arrivals[run.from + position] ?? 0)) return false;
    if ((before.departures[before.from + position] ?? 0) + ahead > (run.departures[run.from + position] ?? 0)) return false;
  }
  return true;
}

function visitsOf(stopCount: number, slotFrom: Uint32Array, stops: Uint32Array): Pick<LineTable, 'visitFrom' | 'visitLine' | 'visitPosition'> {
  const visitFrom = new Uint32Array(stopCount + 1);
  for (const stop of stops) visitFrom[stop + 1] = (visitFrom[stop + 1] ?? 0) + 1;
  for (let stop = 0; stop < stopCount; stop++) visitFrom[stop + 1] = (visitFrom[stop + 1] ?? 0) + (visitFrom[stop] ?? 0);
  const visitLine = new Uint32Array(stops.length);
  const visitPosition = new Uint16Array(stops.length);
  const next = visitFrom.slice();
  for (let line = 0; line + 1 < slotFrom.length; line++) {
    const first = slotFrom[line] ?? 0;
    for (let slot = first; slot < (slotFrom[line + 1] ?? 0); slot++) {
      const stop = stops[slot] ?? 0;
      const entry = next[stop] ?? 0;
      next[stop] = entry + 1;
      visitLine[entry] = line;
      visitPosition[entry] = slot - first;
    }
  }
  return { visitFrom, visitLine, visitPosition };
}

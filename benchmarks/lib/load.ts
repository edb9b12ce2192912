import { existsSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import path from 'node:path';
import { run } from './processes.js';
import { quantile } from './statistics.js';

/** What a load run found. */
export interface LoadResult {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers other than 200, broken and late ones. */
  readonly errors: number;
}

/** A load: POSTs of JSON bodies, one after another on each connection, in turn through the list. */
export interface Load {
  readonly url: string;
  readonly bodies: readonly string[];
  /** Beside the content type. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
}

const WRK = ['/usr/bin/wrk', '/usr/local/bin/wrk', '/opt/homebrew/bin/wrk'].find((place) => existsSync(place));

/** Which generator runs here. */
export const loadGenerator = WRK ? `wrk (${WRK}), 1 thread` : 'a loop in Node (wrk is missing; it would cost less and measure higher)';

/** Puts a server under load for some seconds. `folder` is for wrk's script. */
export function putUnderLoad(load: Load, folder: string): Promise<LoadResult> {
  return WRK ? loadByWrk(WRK, load, folder) : loadByNode(load);
}

/** wrk prints nothing by machine, so its script does: one line of JSON at the end. */
function wrkScript(bodies: string, more: Readonly<Record<string, string>>): string {
  return `
local bodies = {}
for line in io.lines(${JSON.stringify(bodies)}) do bodies[#bodies + 1] = line end
local at = 0
local headers = { ["Content-Type"] = "application/json"${Object.entries(more).map(([name, value]) => `, [${JSON.stringify(name)}] = ${JSON.stringify(value)}`).join('')} }
request = function()
  at = at % #bodies + 1
  return wrk.format("POST", nil, headers, bodies[at])
end
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('RESULT {"requests":%d,"us":%d,"p50":%f,"p99":%f,"errors":%d}\\n', summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
`;
}

async function loadByWrk(wrk: string, { url, bodies, headers = {}, connections, seconds }: Load, folder: string): Promise<LoadResult> {
  const list = path.join(folder, 'bodies.txt');
  const script = path.join(folder, 'load.lua');
  writeFileSync(list, bodies.join('\n'));
  writeFileSync(script, wrkScript(list, headers));
  const output = await run(wrk, ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', script, url]);
  const found = /RESULT (\{.*\})/.exec(output)?.[1];
  if (!found) throw new Error(`wrk said nothing that can be read:\n${output}`);
  const { requests, us, p50, p99, errors } = JSON.parse(found) as { requests: number; us: number; p50: number; p99: number; errors: number }; // as the script writes it
  return { requestsPerSecond: requests / (us / 1e6), p50Ms: p50 / 1000, p99Ms: p99 / 1000, errors };
}

async function loadByNode({ url, bodies, headers = {}, connections, seconds }: Load): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  let errors = 0;
  let next = 0;
  const begun = performance.now();
  const end = begun + seconds * 1000;
  const one = (body: string): Promise<boolean> =>
    new Promise((resolve) => {
      const sent = request(url, { method: 'POST', agent, headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode === 200)).on('error', () => resolve(false));
      });
      sent.on('error', () => resolve(false)).end(body);
    });
  await Promise.all(Array.from({ length: connections }, async () => {
    while (performance.now() < end) {
      const started = performance.now();
      if (!(await one(bodies[next++ % bodies.length] ?? ''))) errors++;
      times.push(performance.now() - started);
    }
  }));
  agent.destroy();
  return { requestsPerSecond: times.length / ((performance.now() - begun) / 1000), p50Ms: quantile(times, 0.5), p99Ms: quantile(times, 0.99), errors };
}

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectRoot } from '../modules/kernel/root.js';
import { findK6, HOW_TO_INSTALL } from './k6.js';

const root = projectRoot();
const k6 = await findK6();
if (!k6) console.log(`The load tests' smoke run is skipped. ${HOW_TO_INSTALL}`);
const maybe = k6 ? it : it.skip;

function run(scenario: string, env: Record<string, string> = {}): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['scripts/run.mjs', 'load-tests/run.ts', scenario], { cwd: root, env: { ...process.env, ...env } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('exit', (code) => resolve({ code, output }));
  });
}

describe('load tests', () => {
  maybe('the smoke run keeps its thresholds', async () => {
    const { code, output } = await run('smoke');
    expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
    expect(output).toMatch(/graphql_errors[^\n]*0\.00%/);
    for (const name of ['LoadArrivals', 'LoadNearby', 'LoadVehicles', 'LoadSearch']) expect(output).toContain(`${name} is whole`);
  }, 120_000);

  it('say how to install k6 where it is not', async () => {
    expect(await run('smoke', { K6_PATH: '/nowhere/k6' })).toEqual({ code: 2, output: expect.stringContaining('go install go.k6.io/k6') });
  });

  it('ask about stops, routes and places that the sample district has', () => {
    const asked = JSON.parse(readFileSync(path.join(root, 'load-tests/data/district.json'), 'utf8')) as { stops: string[]; routes: string[]; searches: string[] }; // written beside the scenarios
    const idsIn = (file: string, column: string): Set<string> => {
      const [head = '', ...rows] = readFileSync(path.join(root, 'data/district/gtfs', file), 'utf8').trim().split('\n');
      const index = head.split(',').indexOf(column);
      return new Set(rows.map((row) => `district:${row.split(',')[index]}`));
    };
    const [stops, routes] = [idsIn('stops.txt', 'stop_id'), idsIn('routes.txt', 'route_id')];
    expect([asked.stops.filter((id) => !stops.has(id)), asked.routes.filter((id) => !routes.has(id))]).toEqual([[], []]);
    expect(asked.searches.length).toBeGreaterThan(10);
  });
});

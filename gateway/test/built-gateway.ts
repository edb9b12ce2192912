import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from '../../modules/kernel/root.js';

/** A gateway in a process of its own, as `npm start` runs it. */
export interface GatewayProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** What it has said so far. */
  said(): string;
  /** Asks it to stop and waits until it has; its exit code. */
  stop(): Promise<number | null>;
}

/** Bundles the gateway into a file of its own, which no other build touches; answers the file. */
export async function bundleGateway(name: string): Promise<string> {
  const root = projectRoot();
  const outfile = path.join(root, '.build', name, 'gateway.mjs');
  await build({
    entryPoints: [path.join(root, 'gateway/main.ts')], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external', sourcemap: 'linked', logLevel: 'warning',
  });
  return outfile;
}

/** Starts a bundled gateway; resolves when it is ready, rejects where it ends before or takes two minutes. */
export async function startProcess(bundle: string, port: number, env: Record<string, string>): Promise<GatewayProcess> {
  const child = spawn(process.execPath, [bundle], {
    cwd: projectRoot(), stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOST: '127.0.0.1', PORT: String(port), LOG_LEVEL: 'error', MAX_LAG_MS: '0', ...env },
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const url = `http://127.0.0.1:${port}`;
  for (const end = Date.now() + 120_000; !(await fetch(`${url}/health/ready`).then(({ ok }) => ok, () => false)); await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (child.exitCode === null && Date.now() < end) continue;
    child.kill('SIGKILL');
    throw new Error(`the gateway was not ready:\n${said}`);
  }
  return {
    url,
    child,
    said: () => said,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      return child.exitCode;
    },
  };
}

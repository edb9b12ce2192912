import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';

const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

/** Starts a process that does not outlive this one. What it prints is kept (the last 100 kB) for when it fails. */
export function start(command: string, args: readonly string[], options: SpawnOptions = {}): { child: ChildProcess; output: () => string } {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let output = '';
  const keep = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(-100_000));
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  running.add(child);
  child.once('exit', () => running.delete(child));
  return { child, output: () => output };
}

/** A command under a shell that first raises the limit on open files as far as it may: thousands of sockets need it. */
export function manyFiles(command: string, args: readonly string[]): [command: string, args: string[]] {
  return ['/bin/sh', ['-c', 'ulimit -n "$(ulimit -Hn)"; exec "$0" "$@"', command, ...args]];
}

/** Runs a process to its end and answers with what it printed; throws where it fails or takes too long. */
export async function run(command: string, args: readonly string[], options: SpawnOptions & { readonly limitMs?: number } = {}): Promise<string> {
  const { limitMs = 300_000, ...rest } = options;
  const { child, output } = start(command, args, rest);
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  clearTimeout(timer);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${output().slice(-3000)}`);
  return output();
}

/** Ends a process: politely, after ten seconds by force. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(timer);
}

/** Asks again and again until the answer is true; throws after the limit, or when the process has ended. */
export async function until(what: string, limitMs: number, ready: () => Promise<boolean>, served?: { child: ChildProcess; output: () => string }): Promise<void> {
  for (const end = Date.now() + limitMs; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 100))) {
    if (served && served.child.exitCode !== null) throw new Error(`${what} ended with ${served.child.exitCode}\n${served.output().slice(-3000)}`);
    if (await ready().catch(() => false)) return;
  }
  throw new Error(`${what} was not ready within ${limitMs / 1000} s\n${served?.output().slice(-3000) ?? ''}`);
}

/** A port of the loopback that is free now; BENCH_PORT, where set, is the first tried. */
export async function freePort(): Promise<number> {
  const wanted = Number(process.env.BENCH_PORT ?? 0);
  for (let port = wanted; ; port = port === 0 ? 0 : port + 1) {
    const found = await new Promise<number | null>((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(null));
      server.listen(port, '127.0.0.1', () => {
        const { port: bound } = server.address() as AddressInfo; // a TCP server that listens has one
        server.close(() => resolve(bound));
      });
    });
    if (found !== null) return found;
  }
}

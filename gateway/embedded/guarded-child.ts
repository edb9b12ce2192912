import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A server process that cannot outlive this one. */
export interface GuardedChild {
  readonly exited: Promise<number | null>;
  /** Asks it to stop (SIGTERM) and waits until it has; kills it after `graceMs`. */
  stop(graceMs?: number): Promise<void>;
}

// The shell waits for the server, and a second one reads a pipe that this process holds: when the pipe closes, however
// this process ended (kill -9 too), the server is told to stop.
const GUARD = 'exec 3<&0; "$@" </dev/null >/dev/null 2>&1 & p=$!; (cat <&3 >/dev/null; kill $p 2>/dev/null) & c=$!; exec 3<&-; wait $p; s=$?; kill $c 2>/dev/null; exit $s';

/** Starts a program in a process group of its own (a Ctrl-C in the terminal does not reach it) under a guard. */
export function startGuarded(program: string, args: readonly string[]): GuardedChild {
  const child = spawn('sh', ['-c', GUARD, 'guard', program, ...args], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  const exited = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : null));
  child.unref();
  return {
    exited,
    async stop(graceMs = 20_000) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.stdin.end();
      const timer = setTimeout(() => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'), graceMs);
      await exited;
      clearTimeout(timer);
    },
  };
}

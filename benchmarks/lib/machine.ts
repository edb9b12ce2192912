import { readFileSync } from 'node:fs';
import os from 'node:os';

/** Prints what was measured on, so that figures are never read without it. */
export function printMachine(title: string): void {
  console.log(`# ${title}\n`);
  console.log(`${new Date().toISOString().slice(0, 16)}Z · ${os.cpus()[0]?.model ?? 'unknown processor'} × ${os.cpus().length} · ${Math.round(os.totalmem() / 2 ** 30)} GB · ${os.type()} ${os.release()} · Node ${process.version}`);
  console.log('All processes run on this one machine, the load generator too: compare within this run only.\n');
}

/** The most memory a process has held, in MB (VmHWM of Linux); NaN where that is not told. */
export function peakMegabytes(pid: number | undefined): number {
  return statusKilobytes(pid, 'VmHWM') / 1024;
}

function statusKilobytes(pid: number | undefined, field: string): number {
  try {
    return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return Number.NaN;
  }
}

/** Processor seconds a process has used so far; NaN where that is not told. */
export function processorSeconds(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return Number.NaN;
  }
}

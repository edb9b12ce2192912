import type { Logger } from '../module.js';
import type { FileStore } from './types.js';

const EVERY_MS = 10 * 60_000;

/** Deletes what has gone, every ten minutes. Several processes may: a file that another has deleted is none. */
export function sweepFiles(files: Pick<FileStore, 'sweep'>, logger: Logger): { start(): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  return {
    start() {
      timer ??= setInterval(() => void files.sweep().catch((err: unknown) => logger.warn({ err }, 'files that have gone are still there')), EVERY_MS).unref();
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
  };
}

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { runTraining, type TrainingOutcome, type TrainingTask } from './task.js';

/** Carries out trainings. */
export interface Trainer {
  /** Whether others are answered meanwhile: then a start trains at once, else the first message does. */
  readonly background: boolean;
  train(task: TrainingTask): Promise<TrainingOutcome>;
}

/** Trains in a thread of its own. Rejects where the thread fails. */
export function inWorker(script: string): Trainer {
  return {
    background: true,
    train: (task) =>
      new Promise((resolve, reject) => {
        const worker = new Worker(script, { workerData: task, name: 'trainer' });
        // A process that ends does not wait for what it was about to learn.
        worker.unref();
        worker.once('message', (outcome: TrainingOutcome) => resolve(outcome)); // posted by bot/learning/worker.ts alone
        worker.once('error', reject);
        worker.once('exit', () => reject(new Error('the training thread ended without a model')));
      }),
  };
}

/** Trains in this thread, which answers nothing until it is done: for scripts and tests. */
export const inThisThread: Trainer = { background: false, train: async (task) => runTraining(task) };

/** The built server's way: the thread's file stands beside its own. Where it does not, as in scripts and tests, this thread trains. */
export function trainerHere(): Trainer {
  const script = fileURLToPath(new URL('./bot-trainer.mjs', import.meta.url));
  return existsSync(script) ? inWorker(script) : inThisThread;
}

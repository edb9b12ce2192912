/** The thread that trains: takes a task as its data, hands over what came of it, and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { runTraining, type TrainingTask } from './task.js';

// `inWorker` alone starts this file, with a task.
parentPort?.postMessage(runTraining(workerData as TrainingTask));

import mongoose, { type ClientSession, type Connection } from 'mongoose';

/** Global settings that keep input from becoming operators; they hold for every model. */
mongoose.set({ sanitizeFilter: true, strictQuery: 'throw', strict: 'throw', autoIndex: false });

/** Connects to MongoDB with the writes and reads that transactions need. Rejects where no server answers within ten seconds. */
export async function connectDatabase(uri: string): Promise<Connection> {
  return mongoose
    .createConnection(uri, { serverSelectionTimeoutMS: 10_000, maxPoolSize: 50, w: 'majority', readConcernLevel: 'majority', retryWrites: true })
    .asPromise();
}

/** Whether the server answers a ping within `withinMs`. Never throws and never hangs. */
export async function answersPing(connection: Connection, withinMs = 1000): Promise<boolean> {
  if (connection.readyState !== mongoose.ConnectionStates.connected || !connection.db) return false;
  const late = new Promise<false>((resolve) => setTimeout(resolve, withinMs, false).unref());
  return Promise.race([connection.db.admin().ping().then(() => true, () => false), late]);
}

/**
 * Runs `work` in a transaction with majority writes and snapshot reads, again from the start where MongoDB asks for that:
 * so it touches nothing but its session, and is safe to run twice. Rejects with what `work` throws; then nothing is stored.
 */
export async function withTransaction<T>(connection: Connection, work: (session: ClientSession) => Promise<T>): Promise<T> {
  const session = await connection.startSession();
  try {
    return await session.withTransaction(() => work(session), { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' }, readPreference: 'primary' });
  } finally {
    await session.endSession();
  }
}

/** Whether an error of MongoDB says that a unique index holds this already. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof mongoose.mongo.MongoServerError && error.code === 11_000;
}

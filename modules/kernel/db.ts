import mongoose, { type Connection } from 'mongoose';

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

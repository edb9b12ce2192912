import type { Connection } from 'mongoose';
import type { PieceStore } from './pieces.js';

/** A store that takes over from another: what is new goes to it, what it does not have is looked for where it lay before. */
export function takingOver(store: PieceStore, before: PieceStore): PieceStore {
  return {
    write: (id, pieces) => store.write(id, pieces),
    read: (id) => store.read(id).catch((error: unknown) => before.read(id).catch(() => Promise.reject(error))),
    async remove(id) {
      await Promise.all([store.remove(id), before.remove(id)]);
    },
  };
}

/** How a move went. */
export interface Moved {
  readonly moved: number;
  /** Ids of files that lie in neither store. */
  readonly missing: readonly string[];
}

/**
 * Moves the pieces of all files from one store to another while the district works: each is written, read again and compared
 * before it is removed where it was. Broken off, it goes on where it is begun again.
 * @param progress told now and then how many were looked at
 * @throws Error where a file does not come back from the new store as it was written; what is left stays where it is
 */
export async function moveFiles(connection: Connection, from: PieceStore, to: PieceStore, progress: (seen: number) => void): Promise<Moved> {
  const records = connection.collection<{ _id: string }>('file_records');
  const missing: string[] = [];
  let [seen, moved] = [0, 0];
  for await (const { _id: id } of records.find({}, { projection: { _id: 1 }, sort: { _id: 1 } })) {
    seen += 1;
    if (seen % 100 === 0) progress(seen);
    const pieces = await from.read(id).catch(() => null);
    if (!pieces || pieces.length === 0) {
      if (!(await isThere(to, id))) missing.push(id);
      continue;
    }
    await to.write(id, pieces);
    const back = await to.read(id);
    if (back.length !== pieces.length || back.some((piece, n) => piece !== pieces[n])) throw new Error(`the file ${id} did not come back as it was written`);
    await from.remove(id);
    moved += 1;
  }
  return { moved, missing };
}

const isThere = (store: PieceStore, id: string): Promise<boolean> => store.read(id).then((pieces) => pieces.length > 0, () => false);

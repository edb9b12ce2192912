import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Redis } from 'ioredis';
import mongoose, { type Connection } from 'mongoose';

const { EJSON } = mongoose.mongo.BSON;
/** Larger files are no place in which a service keeps a word of somebody's. */
const MOST_BYTES = 64 * 1024 * 1024;

/** What a store holds, as texts to be searched; each with a name by which it is found again. */
export interface Kept {
  readonly where: string;
  readonly text: string;
}

/** The forms under which a value would still be read by anybody: as it is, and in base64, base64url and hex wherever it begins. */
function formsOf(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8');
  // What stands before a value moves it within base64's groups of three bytes; what stands after it changes the last sign only.
  const shifted = [0, 1, 2].map((before) => Buffer.concat([Buffer.alloc(before), bytes]).toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6)));
  const url = shifted.map((text) => text.replace(/\+/g, '-').replace(/\//g, '_'));
  const escaped = JSON.stringify(value).slice(1, -1);
  const unicode = [...value].map((one) => (one.charCodeAt(0) > 127 ? `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}` : one)).join('');
  return [...new Set([value, escaped, unicode, encodeURIComponent(value), bytes.toString('hex'), bytes.toString('hex').toUpperCase(), ...shifted, ...url])];
}

/** Where any of the values stands in clear: `value in place`. */
export function findIn(kept: readonly Kept[], values: readonly string[]): string[] {
  const forms = values.flatMap((value) => formsOf(value).map((form) => [value, form] as const));
  return kept.flatMap(({ where, text }) => [...new Set(forms.flatMap(([value, form]) => (text.includes(form) ? [`${value} in ${where}`] : [])))]);
}

/** Every document of every collection of a database, decoded. */
export async function documentsOf(connection: Connection): Promise<Kept[]> {
  const { db } = connection;
  if (!db) throw new Error('not connected');
  const kept: Kept[] = [];
  for (const { name } of await db.listCollections().toArray()) {
    // Timetables are bytes by the megabyte and nobody's data.
    if (name.startsWith('system.') || name.startsWith('transit_timetable') || name.startsWith('timetable')) continue;
    for await (const document of db.collection(name).find()) kept.push({ where: name, text: decoded(document) });
  }
  return kept;
}

/** The entries of the replica set's oplog about one database since a moment, transactions' parts included. */
export async function oplogOf(connection: Connection, since: Date): Promise<Kept[]> {
  const name = connection.name;
  const entries = connection.getClient().db('local').collection('oplog.rs').find({ wall: { $gte: since } });
  const kept: Kept[] = [];
  for await (const entry of entries) {
    const about = String(entry.ns).startsWith(`${name}.`) || JSON.stringify(entry.o ?? {}).includes(`"ns":"${name}.`);
    if (about && !/"?timetable/.test(String(entry.ns))) kept.push({ where: `oplog ${String(entry.ns)}`, text: decoded(entry) });
  }
  return kept;
}

/** Redis as it writes itself to disk (SAVE), into the folder that it was started with. */
export async function redisDump(redis: Redis, folder: string): Promise<Kept[]> {
  await redis.save();
  const file = path.join(folder, 'dump.rdb');
  const bytes = await readFile(file);
  await rm(file);
  return [{ where: 'dump.rdb', text: `${bytes.toString('utf8')}\n${bytes.toString('latin1')}` }];
}

/** The files below a folder that were written since a moment. `leaveOut` is asked by name and depth. */
export async function filesOf(folder: string, since: Date, leaveOut: (name: string, depth: number) => boolean = () => false, depth = 0): Promise<Kept[]> {
  const kept: Kept[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const full = path.join(folder, entry.name);
    if (entry.isSymbolicLink() || leaveOut(entry.name, depth)) continue;
    if (entry.isDirectory()) {
      kept.push(...(await filesOf(full, since, leaveOut, depth + 1)));
      continue;
    }
    const facts = await stat(full).catch(() => null);
    if (!facts?.isFile() || facts.mtime < since || facts.size > MOST_BYTES) continue;
    kept.push({ where: full, text: (await readFile(full).catch(() => Buffer.alloc(0))).toString('utf8') });
  }
  return kept;
}

/** A document with its binary values as text too: what is in them in clear must not hide in base64. */
function decoded(document: object): string {
  const binaries: string[] = [];
  const text = JSON.stringify(EJSON.serialize(document, { relaxed: true }), (_key, value: unknown) => {
    if (typeof value === 'object' && value !== null && '$binary' in value) {
      const { base64 } = value.$binary as { base64: string }; // extended JSON's own form of bytes
      binaries.push(Buffer.from(base64, 'base64').toString('utf8'));
    }
    return value;
  });
  return [text, ...binaries].join('\n');
}

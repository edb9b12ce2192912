import type { DecodedFeed } from '../../realtime/types.js';
import { feedOf, type DecodedEntity, type DecodedMessage } from './decode.js';

/** An entity that a differential feed has not renewed for so long is given up: a lost deletion must not stay for ever. */
const LONGEST_LIFE = 6 * 3600;

/** Entities kept of a differential feed; the oldest go first. */
const MOST_KEPT = 100_000;

function youngest({ tripUpdate, vehicle, alert }: DecodedEntity): number {
  // Alerts say themselves how long they are in force.
  return alert ? Infinity : Math.max(tripUpdate?.timestamp ?? 0, vehicle?.timestamp ?? 0);
}

/**
 * Turns messages into whole data sets: a full one stands for itself, a differential one changes what came before,
 * entity by entity (GTFS Realtime reference, Incrementality). Nobody behind it has to know which kind a feed sends.
 */
export class EntityStore {
  #entities = new Map<string, DecodedEntity>();

  /** Takes a message in; answers everything that holds now, always as FULL_DATASET. */
  apply(message: DecodedMessage): DecodedFeed {
    if (message.incrementality === 'FULL_DATASET') {
      // Ids ought to be unique; where they are not, both entities are passed on and the merge chooses.
      this.#entities = new Map(message.entities.map((entity) => [entity.id, entity]));
      return feedOf(message, message.entities);
    }
    for (const id of message.deleted) this.#entities.delete(id);
    for (const entity of message.entities) {
      // Put at the end again, so that the map's order is the order of renewal.
      this.#entities.delete(entity.id);
      this.#entities.set(entity.id, entity);
    }
    for (const [id, entity] of this.#entities) {
      if (this.#entities.size > MOST_KEPT || youngest(entity) < message.timestamp - LONGEST_LIFE) this.#entities.delete(id);
    }
    return feedOf({ ...message, incrementality: 'FULL_DATASET' }, this.#entities.values());
  }
}

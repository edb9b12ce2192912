import http from 'k6/http';
import { look } from './checks.js';

const url = `${__ENV.GATEWAY_URL}/graphql`;
/** Hash of each document by its name, as the runner registered them with the gateway. */
const hashes = JSON.parse(__ENV.DOCUMENTS);

/**
 * Asks one trusted document and looks at its answer.
 * @param {string} name the operation's name
 * @param {object} variables
 */
export function ask(name, variables) {
  const body = JSON.stringify({ documentId: `sha256:${hashes[name]}`, variables });
  look(name, http.post(url, body, { headers: { 'content-type': 'application/json' }, tags: { name } }));
}

/** One of a list, by chance. */
export function one(list) {
  return list[Math.floor(Math.random() * list.length)];
}

/**
 * Sends odd messages to the assistant of a gateway that it starts for itself, as a signed-in sample resident:
 * `npm run fuzz:bot -- [--count 10000] [--seed 1] [--lanes 8]`. Ends with 1 where a request was not answered with 200,
 * ended in an internal fault, or an answer held another resident's data.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { oddMessages } from '../bot/evaluation/fuzz.js';
import { projectRoot } from '../modules/kernel/root.js';
import { ask, startOwnGateway } from './own-gateway.js';

const START = 'mutation { startConversation { id } }';
const SEND = 'mutation ($id: ID!, $text: String!, $key: String!) { sendMessage(conversationId: $id, text: $text, idempotencyKey: $key) { text chips { label value } } }';
/** Messages of one conversation before another one is begun. */
const A_CONVERSATION = 50;

const { values } = parseArgs({ options: { count: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' }, lanes: { type: 'string', default: '8' }, phone: { type: 'string', default: '17900000001' } } });
const residents = readFileSync(path.join(projectRoot(), 'data/district/people/residents.json'), 'utf8');
/** Telephones and identity numbers of everybody in the sample district but the speaker. */
const secrets = [...new Set(residents.match(/(?<!\d)(?:1\d{10}|\d{17}[\dX])(?!\d)/gu) ?? [])].filter((number) => number !== values.phone);
if (secrets.length === 0) throw new Error('no numbers to look for were found in the sample district');

const gateway = await startOwnGateway(Date.parse('2026-03-18T09:00:00+08:00'));
const wrong: string[] = [];
const counts = { sent: 0, answered: 0, refused: 0 };
const begun = performance.now();
try {
  const token = await gateway.signIn(values.phone);
  const messages = oddMessages(Number(values.count), Number(values.seed));
  const lane = async (): Promise<void> => {
    let id = '';
    for (let index = 0, next = messages.next(); !next.done; index += 1, next = messages.next()) {
      const text = next.value;
      if (index % A_CONVERSATION === 0) id = (((await ask(gateway.url, START, {}, token)).data) as { startConversation: { id: string } }).startConversation.id; // as the document asks
      counts.sent += 1;
      const shown = JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}… (${text.length})` : text);
      try {
        const answer = await ask(gateway.url, SEND, { id, text, key: `fuzz-${counts.sent}` }, token);
        const said = JSON.stringify(answer);
        const codes = (answer.errors ?? []).map(({ extensions }) => String(extensions?.code));
        if (codes.length > 0) counts.refused += 1;
        else counts.answered += 1;
        if (codes.some((code) => code.startsWith('INTERNAL') || code === 'undefined')) wrong.push(`${shown}: ${codes.join(' ')}`);
        // A number that the resident wrote may come back; one of somebody else may not.
        const leak = secrets.find((secret) => said.includes(secret) && !text.includes(secret));
        if (leak !== undefined) wrong.push(`${shown}: tells ${leak}`);
      } catch (error) {
        wrong.push(`${shown}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: Number(values.lanes) }, lane));
} finally {
  await gateway.stop();
}
console.log(`${counts.sent} messages in ${((performance.now() - begun) / 1000).toFixed(0)} s: ${counts.answered} answered, ${counts.refused} refused by rule, ${wrong.length} wrong; ${secrets.length} numbers of others looked for`);
for (const each of wrong.slice(0, 20)) console.log(each);
process.exitCode = wrong.length === 0 ? 0 : 1;

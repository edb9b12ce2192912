/**
 * Talks with the assistant in a terminal: `npm run chat` starts a gateway with the sample district for it,
 * `npm run chat -- --url http://127.0.0.1:8080` asks one that runs; `--phone 17900000001` signs in as that sample resident
 * (with a gateway of its own only).
 */
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { ask, startOwnGateway } from './own-gateway.js';

interface Answer {
  readonly text: string;
  readonly chips: readonly { readonly label: string; readonly action: string; readonly value: string | null }[];
}

const START = 'mutation { startConversation { id } }';
const SEND = 'mutation ($id: ID!, $text: String!, $key: String!) { sendMessage(conversationId: $id, text: $text, idempotencyKey: $key) { text chips { label action value } } }';

const { values } = parseArgs({ options: { url: { type: 'string' }, phone: { type: 'string' } } });
const own = values.url === undefined ? await startOwnGateway(Date.now()) : null;
const url = values.url ?? own?.url ?? '';
const terminal = createInterface({ input: process.stdin, output: process.stdout });
try {
  const token = own && values.phone !== undefined ? await own.signIn(values.phone) : undefined;
  const { data } = await ask(url, START, {}, token);
  const { id } = (data as { startConversation: { id: string } }).startConversation; // as the document asks
  console.log('直接说您要办的事；数字选一项，Ctrl-D 结束。');
  let offered: Answer['chips'] = [];
  for (;;) {
    const line = await terminal.question('> ').catch(() => null);
    if (line === null) break;
    const picked = offered[Number(line) - 1];
    const text = picked?.action === 'SAY' && picked.value !== null ? picked.value : line;
    const answer = await ask(url, SEND, { id, text, key: randomUUID() }, token);
    const turn = (answer.data as { sendMessage: Answer | null } | undefined)?.sendMessage; // as the document asks
    if (!turn) {
      console.log(answer.errors?.[0]?.message ?? '（已转给工作人员）');
      continue;
    }
    console.log(turn.text);
    offered = turn.chips;
    offered.forEach(({ label, action, value }, index) => console.log(`  ${index + 1}. ${label}${action === 'OPEN' ? ` ${url}${value ?? ''}` : ''}`));
  }
} finally {
  terminal.close();
  await own?.stop();
}

import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 4 });

/** Sends a JSON body over a connection that is kept, and answers with the text and the milliseconds until its last byte. */
export function post(url: string, body: string): Promise<{ readonly text: string; readonly ms: number }> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const sent = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const ms = performance.now() - begun;
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode === 200) resolve({ text, ms });
        else reject(new Error(`${url} answered ${response.statusCode}: ${text.slice(0, 500)}`));
      });
    });
    sent.on('error', reject).end(body);
  });
}

/** The data of a GraphQL answer; throws where it has errors. `T` is the shape of the document that was sent. */
export function dataOf<T>(text: string): T {
  const answer = JSON.parse(text) as { data?: T; errors?: unknown }; // the shape that GraphQL over HTTP promises
  if (answer.errors !== undefined || !answer.data) throw new Error(`GraphQL answered with errors: ${text.slice(0, 1000)}`);
  return answer.data;
}

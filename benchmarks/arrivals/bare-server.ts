// The bare limit: Koa that reads the request's body and sends one prepared string. Prints its port.
import type { AddressInfo } from 'node:net';
import Koa from 'koa';

const text = JSON.stringify({ data: 'x'.repeat(Math.max(0, Number(process.argv[2] ?? 2000) - 11)) });
const app = new Koa();
app.use(async (ctx) => {
  let length = 0;
  for await (const chunk of ctx.req) length += (chunk as Buffer).length; // a request without an encoding gives buffers
  ctx.status = length > 0 ? 200 : 400;
  ctx.type = 'json';
  ctx.body = text;
});
const server = app.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  console.log(`PORT ${port}`);
});

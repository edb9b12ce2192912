import { createHash } from 'node:crypto';
import type { Clock } from '../../../modules/kernel/clock.js';
import { Fault } from '../../../modules/kernel/errors.js';
import type { Door, DoorRequest, DoorResponse } from '../../../modules/kernel/module.js';
import { randomText } from '../../../modules/kernel/crypto/index.js';
import type { MessageCrypto } from './crypto.js';
import type { Answers, Said } from './dedupe.js';
import { readIncoming, type Incoming } from './events.js';
import type { ShortStore } from './short-store.js';
import { FRESH_MS, isFresh, isSigned, signatureOf } from './signature.js';
import type { Talk } from './talk.js';
import { readXml, writeXml } from './xml.js';

/** What the doors stand on. */
export interface DoorDeps {
  /** Signs; as it is set in the account. */
  readonly token: string;
  /** In safe and compatible mode; null in plain mode. */
  readonly crypto: MessageCrypto | null;
  readonly answers: Pick<Answers, 'answer'>;
  readonly talk: Pick<Talk, 'answer'>;
  readonly store: ShortStore;
  /** The system clock. */
  readonly clock: Clock;
}

/** Where WeChat calls. */
const CALLBACK_PATH = '/wechat/callback';
/** A message of 2,048 bytes, three times over for compatible mode, and what goes around it. */
const LARGEST_BODY = 65_536;
const SUCCESS: DoorResponse = { contentType: 'text/plain; charset=utf-8', body: 'success' };

/** The doors of the Official Account: WeChat's check of the address (GET), and its messages and events (POST). */
export function createDoors(deps: DoorDeps): readonly Door[] {
  return [
    { method: 'GET', path: CALLBACK_PATH, maxBodyBytes: 0, handle: (request) => checkAddress(deps, request) },
    { method: 'POST', path: CALLBACK_PATH, maxBodyBytes: LARGEST_BODY, handle: (request) => receive(deps, request) },
  ];
}

function checkAddress(deps: DoorDeps, { query }: DoorRequest): DoorResponse {
  admit(deps, query);
  const echo = query.get('echostr') ?? '';
  if (!/^[\x21-\x7e]{1,128}$/.test(echo)) throw new Fault('BAD_INPUT', { field: 'echostr', reason: 'expects 1 to 128 printable characters' });
  return { contentType: 'text/plain; charset=utf-8', body: echo };
}

async function receive(deps: DoorDeps, { caller, query, body }: DoorRequest): Promise<DoorResponse> {
  admit(deps, query);
  const incoming = deps.crypto ? readEncrypted(deps.token, deps.crypto, query, body) : await readPlain(deps, query, body);
  const said = await deps.answers.answer(incoming.openId, incoming.key, () => deps.talk.answer(incoming, caller.requestId));
  const reply = said && replyOf(incoming, said, deps.clock);
  if (reply === null) return SUCCESS;
  return { contentType: 'application/xml; charset=utf-8', body: deps.crypto ? encrypted(deps, deps.crypto, reply) : reply };
}

/** Throws UNAUTHENTICATED for what WeChat has not signed, or not within these minutes. */
function admit({ token, clock }: DoorDeps, query: URLSearchParams): void {
  const [timestamp, nonce] = [query.get('timestamp'), query.get('nonce')];
  if (nonce === null || !isFresh(timestamp, clock.now()) || !isSigned(query.get('signature'), token, timestamp ?? '', nonce)) throw new Fault('UNAUTHENTICATED', { reason: 'signature' });
}

/** Reads what came in safe or compatible mode. Of the latter only the encrypted part counts: the plain one is signed by nobody. */
function readEncrypted(token: string, crypto: MessageCrypto, query: URLSearchParams, body: Buffer): Incoming {
  const sealed = readXml(body)['Encrypt'];
  if (query.get('encrypt_type') !== 'aes' || typeof sealed !== 'string') throw new Fault('UNAUTHENTICATED', { reason: 'expects an encrypted message' });
  if (!isSigned(query.get('msg_signature'), token, query.get('timestamp') ?? '', query.get('nonce') ?? '', sealed)) throw new Fault('UNAUTHENTICATED', { reason: 'signature' });
  return readIncoming(readXml(crypto.decrypt(sealed)));
}

/** Reads what came in plain mode. The signature there covers the address alone, so an address that was used brings no other message. */
async function readPlain({ store }: DoorDeps, query: URLSearchParams, body: Buffer): Promise<Incoming> {
  const incoming = readIncoming(readXml(body));
  const digest = createHash('sha256').update(body).digest('base64url');
  const key = `wechat:nonce:${createHash('sha256').update(`${query.get('timestamp')} ${query.get('nonce')}`).digest('base64url')}`;
  if (!(await store.claim(key, digest, 2 * FRESH_MS)) && (await store.get(key)) !== digest) throw new Fault('UNAUTHENTICATED', { reason: 'signature' });
  return incoming;
}

/** The reply as XML; null where nothing is said. */
function replyOf({ openId, account }: Incoming, said: Said, clock: Clock): string | null {
  const to = { ToUserName: openId, FromUserName: account, CreateTime: Math.floor(clock.now() / 1000) };
  if (said.kind === 'transfer') return writeXml({ ...to, MsgType: 'transfer_customer_service' });
  const [text] = said.texts;
  return text === undefined ? null : writeXml({ ...to, MsgType: 'text', Content: text });
}

function encrypted({ token, clock }: DoorDeps, crypto: MessageCrypto, reply: string): string {
  const sealed = crypto.encrypt(reply);
  const timestamp = Math.floor(clock.now() / 1000);
  const nonce = randomText(16);
  return writeXml({ Encrypt: sealed, MsgSignature: signatureOf(token, String(timestamp), nonce, sealed), TimeStamp: timestamp, Nonce: nonce });
}

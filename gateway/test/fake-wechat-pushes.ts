import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** Which of the account's three modes messages come in. */
export type PushMode = 'plain' | 'compatible' | 'safe';

/** What WeChat's server knows of the account and of where to call. */
export interface PushOptions {
  /** The address of the callback. */
  readonly url: string;
  readonly token: string;
  readonly appId: string;
  readonly aesKey: string;
  readonly mode: PushMode;
  /** How long it waits before it hangs up: five seconds in life. */
  readonly patienceMs?: number;
}

/** What a test wants wrong in a request. */
export interface Tampering {
  /** Seconds that the timestamp is off. */
  readonly off?: number;
  readonly signature?: string;
  readonly messageSignature?: string;
  readonly appId?: string;
  /** Other words in the half of compatible mode that is not encrypted. */
  readonly outer?: Readonly<Record<string, string>>;
  /** Sent instead of the message. */
  readonly body?: string;
  /** Uses the address of an earlier request. */
  readonly address?: string;
}

/** What came back. */
export interface PushAnswer {
  readonly status: number;
  readonly text: string;
  /** The reply's elements, decrypted; null where there is none. */
  readonly reply: Readonly<Record<string, string>> | null;
  /** The address that was called, with its signature. */
  readonly address: string;
  /** What was sent there. */
  readonly body: string;
}

/** WeChat's side of messages and events: written apart from the product, so that each proves the other. */
export interface FakePushes {
  /** One request. */
  push(fields: Readonly<Record<string, string | number>>, tampering?: Tampering): Promise<PushAnswer>;
  /** As WeChat does: after so long a silence it hangs up and tries again, three times in all; the answers in order, null for those that did not come in time. @param trying told of each try as it begins, from 1 */
  deliver(fields: Readonly<Record<string, string | number>>, trying?: (nth: number) => void): Promise<readonly (PushAnswer | null)[]>;
}

const sha1 = (...words: string[]): string => createHash('sha1').update(words.sort().join(''), 'utf8').digest('hex');
const cdata = (value: string | number): string => (typeof value === 'number' ? String(value) : `<![CDATA[${value}]]>`);
const elements = (fields: Readonly<Record<string, string | number>>): string => Object.entries(fields).map(([name, value]) => `<${name}>${cdata(value)}</${name}>`).join('\n');

/** A message as XML, as WeChat writes it. */
export const messageXml = (fields: Readonly<Record<string, string | number>>): string => `<xml>${elements(fields)}</xml>`;

/** Encrypts as WeChat does. */
export function encryptPush(xml: string, aesKey: string, appId: string): string {
  const key = Buffer.from(`${aesKey}=`, 'base64');
  const size = Buffer.alloc(4);
  size.writeInt32BE(Buffer.byteLength(xml));
  const plain = Buffer.concat([randomBytes(16), size, Buffer.from(xml), Buffer.from(appId)]);
  const fill = 32 - (plain.length % 32);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16));
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(Buffer.concat([plain, Buffer.alloc(fill, fill)])), cipher.final()]).toString('base64');
}

/** Decrypts a reply; throws where it is not for this app id. */
export function decryptReply(encrypted: string, aesKey: string, appId: string): string {
  const key = Buffer.from(`${aesKey}=`, 'base64');
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16));
  decipher.setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(Buffer.from(encrypted, 'base64')), decipher.final()]);
  const plain = padded.subarray(16, padded.length - (padded.at(-1) ?? 0));
  const end = 4 + plain.readInt32BE(0);
  if (plain.subarray(end).toString() !== appId) throw new Error('a reply for another app');
  return plain.subarray(4, end).toString();
}

/** Reads a flat message. */
function readReply(xml: string): Record<string, string> {
  return Object.fromEntries([...xml.matchAll(/<(\w+)>(?:((?:<!\[CDATA\[[^]*?\]\]>)+)|([^<]*))<\/\1>/g)].map((found) => [found[1] ?? '', (found[2] ?? found[3] ?? '').replaceAll('<![CDATA[', '').replaceAll(']]>', '')]));
}

/** WeChat's server for an account. */
export function createFakePushes({ url, token, appId, aesKey, mode, patienceMs = 5_000 }: PushOptions): FakePushes {
  const address = (encrypted: string | null, tampering: Tampering): string => {
    const timestamp = String(Math.floor(Date.now() / 1000) + (tampering.off ?? 0));
    const nonce = String(randomBytes(4).readUInt32BE());
    const query = new URLSearchParams({ signature: tampering.signature ?? sha1(token, timestamp, nonce), timestamp, nonce });
    if (encrypted !== null) {
      query.set('encrypt_type', 'aes');
      query.set('msg_signature', tampering.messageSignature ?? sha1(token, timestamp, nonce, encrypted));
    }
    return `${url}?${query.toString()}`;
  };
  const request = async (fields: Readonly<Record<string, string | number>>, tampering: Tampering, signal?: AbortSignal): Promise<PushAnswer> => {
    const encrypted = mode === 'plain' ? null : encryptPush(messageXml(fields), aesKey, tampering.appId ?? appId);
    const outer = mode === 'plain' ? fields : { ...(mode === 'compatible' ? { ...fields, ...tampering.outer } : { ToUserName: fields['ToUserName'] ?? '' }), Encrypt: encrypted ?? '' };
    const called = tampering.address ?? address(encrypted, tampering);
    const body = tampering.body ?? messageXml(outer);
    const response = await fetch(called, { method: 'POST', body, headers: { 'content-type': 'text/xml' }, ...(signal ? { signal } : {}) });
    const text = await response.text();
    return { status: response.status, text, reply: response.ok && text.startsWith('<xml>') ? readSigned(text) : null, address: called, body };
  };
  const readSigned = (text: string): Record<string, string> => {
    const outer = readReply(text);
    if (mode === 'plain') return outer;
    const { Encrypt = '', MsgSignature, TimeStamp = '', Nonce = '' } = outer;
    if (MsgSignature !== sha1(token, TimeStamp, Nonce, Encrypt)) throw new Error('a reply that is signed otherwise');
    return readReply(decryptReply(Encrypt, aesKey, appId));
  };
  return {
    push: (fields, tampering = {}) => request(fields, tampering),
    async deliver(fields, trying) {
      const answers: (PushAnswer | null)[] = [];
      for (let nth = 1; nth <= 3; nth++) {
        trying?.(nth);
        const answer = await request(fields, {}, AbortSignal.timeout(patienceMs)).catch(() => null);
        answers.push(answer);
        if (answer) break;
      }
      return answers;
    },
  };
}

import { createHash, createHmac } from 'node:crypto';
import { piecesIn, type PieceStore } from './pieces.js';

/** A bucket of an S3-compatible store. */
export interface S3Options {
  /** Scheme, host and port, without a slash at the end; buckets are named in the path. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly now?: () => number;
}

/** What is signed of a request. */
export interface S3Request {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** How long the store may take to answer. */
const TIMEOUT_MS = 30_000;

/** Pieces as one object a file, in an S3-compatible store (Amazon S3, MinIO, Ceph, and the clouds' own). */
export function s3Pieces(options: S3Options): PieceStore {
  const send = async (method: S3Request['method'], id: string, body?: Buffer): Promise<Response> => {
    const url = new URL(`${options.endpoint}/${options.bucket}/files/${id}`);
    const headers = signedHeaders({ method, url, ...(body ? { body } : {}) }, options);
    return fetch(url, { method, headers, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS), ...(body ? { body: new Uint8Array(body) } : {}) });
  };
  const expect = async (response: Response, ...statuses: readonly number[]): Promise<Response> => {
    if (statuses.includes(response.status)) return response;
    await response.body?.cancel();
    throw new Error(`the object store answered ${response.status}`);
  };
  return {
    async write(id, pieces) {
      await expect(await send('PUT', id, Buffer.from([...pieces].join('\n'), 'latin1')), 200);
    },
    async read(id) {
      return piecesIn(Buffer.from(await (await expect(await send('GET', id), 200)).arrayBuffer()));
    },
    async remove(id) {
      await expect(await send('DELETE', id), 200, 204, 404);
    },
  };
}

/** The headers of a request with AWS Signature Version 4, the body's hash among them. */
export function signedHeaders({ method, url, headers = {}, body }: S3Request, { accessKey, secretKey, region, now = Date.now }: Omit<S3Options, 'endpoint' | 'bucket'>): Record<string, string> {
  const time = new Date(now()).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const bodyHash = sha256(body ?? '');
  const all: Readonly<Record<string, string>> = { ...headers, host: url.host, 'x-amz-content-sha256': bodyHash, 'x-amz-date': time };
  const names = Object.keys(all).sort();
  const canonical = [method, canonicalPath(url), url.search.slice(1), ...names.map((name) => `${name}:${all[name] ?? ''}`), '', names.join(';'), bodyHash].join('\n');
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const key = [time.slice(0, 8), region, 's3', 'aws4_request'].reduce<Buffer | string>((secret, part) => createHmac('sha256', secret).update(part).digest(), `AWS4${secretKey}`);
  const signature = createHmac('sha256', key).update(['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')).digest('hex');
  const { host: _host, ...sent } = all;
  return { ...sent, authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope},SignedHeaders=${names.join(';')},Signature=${signature}` };
}

/** Each part of a path encoded once, as RFC 3986 has it. */
function canonicalPath(url: URL): string {
  return url.pathname.split('/').map((part) => encodeURIComponent(decodeURIComponent(part)).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)).join('/');
}

const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');

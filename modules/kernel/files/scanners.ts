import { connect } from 'node:net';
import type { VirusScanner } from './types.js';

/** The test file of the European Institute for Computer Antivirus Research, which every scanner knows; in two parts, so that this file is none. */
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

/** Knows the test file alone: for a district without a scanner, so that the way of a finding is there and can be tried. */
export const builtInScanner: VirusScanner = { scan: async (bytes) => (bytes.includes(EICAR) ? 'Eicar-Test-Signature' : null) };

const PIECE = 64 * 1024;

/** Asks a ClamAV daemon by its INSTREAM command (clamd(8)): pieces with their length in front, a length of 0 at the end. */
export function clamdScanner({ host, port, timeoutMs = 20_000 }: { readonly host: string; readonly port: number; readonly timeoutMs?: number }): VirusScanner {
  return {
    scan: (bytes) => new Promise((resolve, reject) => {
      const socket = connect({ host, port });
      const answer: Buffer[] = [];
      socket.setTimeout(timeoutMs, () => socket.destroy(new Error('the virus scanner does not answer')));
      socket.on('error', reject);
      socket.on('data', (data: Buffer) => answer.push(data));
      socket.on('end', () => {
        const text = Buffer.concat(answer).toString('utf8').replace(/\0/g, '').trim();
        const found = /^stream: (.+) FOUND$/.exec(text)?.[1];
        if (found !== undefined) resolve(found);
        else if (text === 'stream: OK') resolve(null);
        else reject(new Error(`the virus scanner answered ${text.slice(0, 80)}`));
      });
      socket.on('connect', () => {
        socket.write('zINSTREAM\0');
        for (let at = 0; at < bytes.length; at += PIECE) {
          const piece = bytes.subarray(at, at + PIECE);
          const length = Buffer.alloc(4);
          length.writeUInt32BE(piece.length);
          socket.write(length);
          socket.write(piece);
        }
        socket.write(Buffer.alloc(4));
      });
    }),
  };
}

import type { Door, DoorRequest } from '../../../kernel/module.js';
import type { PositionIngest } from '../ingest/service.js';

function header(headers: DoorRequest['headers'], name: string): string | null {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/**
 * `POST /transit/positions`: a signed batch of positions from an operator (headers: see `SignedRequest`). Answers what
 * was accepted and what was not, record by record: 200 where something was, 400 where nothing was. Faults as
 * `PositionIngest.receive`.
 */
export function createPositionsDoor(ingest: PositionIngest): Door {
  return {
    method: 'POST',
    path: '/transit/positions',
    maxBodyBytes: 2 * 1024 * 1024,
    handle({ caller, headers, body }) {
      const report = ingest.receive(caller, {
        operator: header(headers, 'x-transit-operator'),
        timestamp: header(headers, 'x-transit-timestamp'),
        nonce: header(headers, 'x-transit-nonce'),
        signature: header(headers, 'x-transit-signature'),
        body,
      });
      const nothing = report.accepted + report.duplicates === 0 && report.rejected.length > 0;
      return { status: nothing ? 400 : 200, body: report };
    },
  };
}

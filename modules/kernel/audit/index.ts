export { expireAudit } from './expiry.js';
export { createAuditIndexes, LATE_MS } from './model.js';
export type { Audit } from './port.js';
export { createAuditReader, type AuditPage, type AuditQuery, type AuditReader } from './reader.js';
export { LEAST_RETENTION, type Retention } from './record.js';
export { createAuditSealer, type AuditSealer, type SealerDeps, type SealRound } from './sealer.js';
export type { AuditEvent, AuditOutcome, AuditRecord } from './types.js';
export { verifyAudit, type AuditProblem, type AuditVerdict } from './verify.js';
export { createAudit, type AuditDeps, type AuditWriter } from './writer.js';

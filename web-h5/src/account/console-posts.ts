import type { PostRole } from '../graphql/__generated__/operations.js';

/** Parts of the console. */
export type ConsolePart = 'accounts' | 'posts' | 'administrators' | 'sites' | 'disputes' | 'emergencies' | 'audit' | 'counter' | 'claims' | 'corrections' | 'glass' | 'locks' | 'handovers' | 'phrases';

/** The three administrators, whose posts take four eyes. */
export const ADMINISTRATORS: readonly PostRole[] = ['SYSTEM_ADMIN', 'SECURITY_ADMIN', 'AUDIT_ADMIN'];

/** Which parts each post opens. The service decides for itself; this only spares people what it would refuse. */
const PARTS: Partial<Readonly<Record<PostRole, readonly ConsolePart[]>>> = {
  SECURITY_ADMIN: ['accounts', 'posts', 'administrators', 'locks', 'disputes'],
  SYSTEM_ADMIN: ['administrators', 'posts'],
  SITE_ADMIN: ['sites'],
  AUDIT_ADMIN: ['emergencies', 'audit', 'administrators'],
  CLERK: ['counter', 'claims', 'corrections', 'handovers', 'phrases'],
  DISPATCHER: ['handovers', 'phrases'],
  DOCTOR: ['glass'],
  NURSE: ['glass'],
};

/** Whether somebody in this post has a console at all. */
export function isConsolePost(role: PostRole): boolean {
  return PARTS[role] !== undefined;
}

/** The parts of the console for a post; none without one. */
export function consoleParts(role: PostRole | undefined): readonly ConsolePart[] {
  return (role && PARTS[role]) ?? [];
}

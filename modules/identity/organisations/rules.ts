import type { Role } from '../../kernel/caller.js';
import type { PostEntity, PostRoleName } from './types.js';

const ROLE_OF = {
  SYSTEM_ADMIN: 'system-admin', SECURITY_ADMIN: 'security-admin', AUDIT_ADMIN: 'audit-admin', SITE_ADMIN: 'site-admin', CLERK: 'clerk', DISPATCHER: 'dispatcher',
  APPROVER: 'approver', DOCTOR: 'doctor', NURSE: 'nurse', TEACHER: 'teacher', SCHOOL_ADMIN: 'school-admin', SCENIC_STAFF: 'scenic-staff',
} as const satisfies Record<PostRoleName, Role>;

/** The three that no one person may join, and none of which does another's work (三员分立). */
export const ADMINISTRATORS: readonly Role[] = ['system-admin', 'security-admin', 'audit-admin'];

/** The policy table's name of a contract role. */
export function roleOfName(name: PostRoleName): Role {
  return ROLE_OF[name];
}

/** The contract's name of a role. */
export function nameOfRole(role: Role): PostRoleName {
  const name = (Object.keys(ROLE_OF) as PostRoleName[]).find((one) => ROLE_OF[one] === role); // the keys are the record's own
  if (!name) throw new Error(`the role ${role} has no name in the contract`);
  return name;
}

/** Whether a post is held on a day, its first and last included. */
export function heldOn(post: Pick<PostEntity, 'from' | 'until'>, date: string): boolean {
  return post.from <= date && (post.until === null || date <= post.until);
}

/** Whether two periods share a day. */
export function overlap(a: Pick<PostEntity, 'from' | 'until'>, b: Pick<PostEntity, 'from' | 'until'>): boolean {
  return (b.until === null || a.from <= b.until) && (a.until === null || b.from <= a.until);
}

/**
 * Why a post may not be given; null where it may. Who gives posts is decided by the policy table, and who gives an
 * administrator's by four eyes; these are the rules between people: nobody gives himself a post, and an administrator looks after
 * everybody's work, so that he does none of it, nor another administrator's, while he is one.
 */
export function refusalOfPost(giver: { readonly personId: string | null }, given: Pick<PostEntity, 'personId' | 'role' | 'from' | 'until'>, held: readonly PostEntity[]): PostRefusal | null {
  if (giver.personId === given.personId) return 'OWN_POST';
  const apart = ADMINISTRATORS.includes(given.role)
    ? held.some((post) => post.role !== given.role && overlap(post, given))
    : held.some((post) => ADMINISTRATORS.includes(post.role) && overlap(post, given));
  return apart ? 'ADMINISTRATORS_ARE_SEPARATE' : null;
}

/** Why a post is refused. */
export type PostRefusal = 'OWN_POST' | 'ADMINISTRATORS_ARE_SEPARATE';

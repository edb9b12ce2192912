import type { OrganisationKind, PostRole } from '../graphql/__generated__/operations.js';

/** Parts of the staff's desk, by the end of their address. */
export type StaffPart = 'todos' | 'worklist' | 'window' | 'counter' | 'supervision' | 'feedback' | 'services' | 'centre';

/** Where each part is. */
export const STAFF_PATHS: Readonly<Record<StaffPart, string>> = {
  todos: '/staff', worklist: '/staff/worklist', window: '/staff/window', counter: '/staff/counter', supervision: '/staff/supervision', feedback: '/staff/feedback', services: '/staff/services', centre: '/staff/centre',
};

/** Which parts each post opens. The service decides for itself; this only spares people what it would refuse. */
const PARTS: Partial<Readonly<Record<PostRole, readonly StaffPart[]>>> = {
  CLERK: ['todos', 'worklist', 'window', 'counter', 'services'],
  APPROVER: ['todos', 'worklist', 'supervision', 'feedback', 'services'],
  DISPATCHER: ['todos', 'worklist', 'supervision', 'feedback', 'services'],
  SITE_ADMIN: ['services'],
};

/** The parts of the desk for a post; none without one. Who answers for a service centre changes it. */
export function staffParts(post: { readonly role: PostRole; readonly organisation: { readonly kind: OrganisationKind } } | undefined): readonly StaffPart[] {
  const parts = (post && PARTS[post.role]) ?? [];
  return post?.role === 'APPROVER' && post.organisation.kind === 'STATION' ? [...parts, 'centre'] : parts;
}

import type { FieldPolicies, PolicyTable } from '../../../kernel/policy/types.js';

/** Who reads what waits for them; what each source shows is its own to decide. */
export const todoActions: PolicyTable = {
  'community.todos.read': { posts: ['clerk', 'approver', 'dispatcher', 'site-admin', 'doctor', 'nurse', 'teacher', 'school-admin', 'scenic-staff'], deny: ['system-admin', 'security-admin', 'audit-admin'], because: 'everybody who serves residents has one list; each source shows only what its own rules open' },
};

export const todoFields: FieldPolicies = { 'Query.staffTodos': 'community.todos.read', 'StaffTodoList.*': 'parent', 'StaffTodo.*': 'parent' };

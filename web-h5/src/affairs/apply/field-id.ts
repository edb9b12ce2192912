/** The id of the control that asks for a path of the form: `family.0.name` → `f-family-0-name`. */
export function fieldId(path: string): string {
  return `f-${path.replaceAll('.', '-')}`;
}

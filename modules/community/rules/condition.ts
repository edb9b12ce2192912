/** When something is asked or done, by what the form says. What is not in the form is equal to nothing. */
export type Condition =
  | { readonly field: string; readonly is: string | number | boolean }
  | { readonly field: string; readonly oneOf: readonly (string | number | boolean)[] }
  | { readonly field: string; readonly atLeast: number }
  | { readonly field: string; readonly below: number }
  | { readonly field: string; readonly given: boolean }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

/** The form's values as plain JSON. */
export type FormValues = Readonly<Record<string, unknown>>;

/** Whether a condition holds for what the form says. */
export function holds(condition: Condition, values: FormValues): boolean {
  if ('all' in condition) return condition.all.every((each) => holds(each, values));
  if ('any' in condition) return condition.any.some((each) => holds(each, values));
  if ('not' in condition) return !holds(condition.not, values);
  const value = valueAt(values, condition.field);
  if ('is' in condition) return value === condition.is;
  if ('oneOf' in condition) return condition.oneOf.some((each) => each === value);
  if ('atLeast' in condition) return typeof value === 'number' && value >= condition.atLeast;
  if ('below' in condition) return typeof value === 'number' && value < condition.below;
  return (value !== undefined && value !== null && value !== '') === condition.given;
}

/** What the form says at a path, parts joined by dots; undefined where nothing. */
function valueAt(values: FormValues, path: string): unknown {
  let here: unknown = values;
  for (const part of path.split('.')) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, part)) return undefined;
    here = (here as Readonly<Record<string, unknown>>)[part]; // an object, as just seen
  }
  return here;
}

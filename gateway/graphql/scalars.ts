import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

function parseInstant(value: unknown): number {
  const time = typeof value === 'string' && INSTANT.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) throw new GraphQLError('DateTime expects an ISO 8601 instant with its offset, such as 2026-11-23T08:20:00Z', { extensions: { code: 'BAD_INPUT' } });
  return time;
}

function parseDate(value: unknown): string {
  if (typeof value === 'string' && DATE.test(value)) {
    const time = Date.parse(`${value}T00:00:00Z`);
    if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(value)) return value;
  }
  throw new GraphQLError('Date expects YYYY-MM-DD', { extensions: { code: 'BAD_INPUT' } });
}

// A board names some forty instants of few hours: the part up to the minutes is made once an hour of time.
const hours = new Map<number, string>();
const MOST_HOURS = 1_000;
const TWO = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));

/** An instant (epoch milliseconds) as ISO 8601 in UTC; whole seconds without a fraction. */
export function formatInstant(ms: number): string {
  const whole = Math.floor(ms / 1000);
  if (whole * 1000 !== ms) return new Date(ms).toISOString();
  const inHour = Math.floor(whole / 3600);
  let prefix = hours.get(inHour);
  if (prefix === undefined) {
    prefix = new Date(inHour * 3_600_000).toISOString().slice(0, 14);
    if (hours.size >= MOST_HOURS) hours.clear();
    hours.set(inHour, prefix);
  }
  const rest = whole - inHour * 3600;
  const minute = (rest / 60) | 0;
  return `${prefix}${TWO[minute]}:${TWO[rest - minute * 60]}Z`;
}

/** `DateTime`: epoch milliseconds inside, ISO 8601 outside. */
export const DateTime = new GraphQLScalarType<number, string>({
  name: 'DateTime',
  serialize: (value) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) throw new GraphQLError(`DateTime cannot show ${String(value)}`);
    return formatInstant(value);
  },
  parseValue: parseInstant,
  parseLiteral: (node) => parseInstant(node.kind === Kind.STRING ? node.value : undefined),
});

/** `Date`: a `YYYY-MM-DD` string on both sides. */
export const CalendarDate = new GraphQLScalarType<string, string>({
  name: 'Date',
  serialize: parseDate,
  parseValue: parseDate,
  parseLiteral: (node) => parseDate(node.kind === Kind.STRING ? node.value : undefined),
});

/** How deep JSON may be nested: what forms and services are made of comes nowhere near, and a stack ends somewhere. */
const DEEPEST_JSON = 40;

function shallow<T>(value: T): T {
  const fits = (inner: unknown, left: number): boolean => typeof inner !== 'object' || inner === null || (left > 0 && Object.values(inner).every((member) => fits(member, left - 1)));
  if (!fits(value, DEEPEST_JSON)) throw new GraphQLError(`JSON is nested at most ${DEEPEST_JSON} deep`, { extensions: { code: 'BAD_INPUT' } });
  return value;
}

/** `JSON`: any plain JSON on both sides; each service checks the shape that it expects. Throws GraphQLError for what is nested without end. */
export const Json = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  serialize: (value) => value,
  parseValue: shallow,
  parseLiteral: (node, variables) => shallow(valueFromASTUntyped(node, variables)),
});

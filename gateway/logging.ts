import { pino, type DestinationStream, type Level, type Logger } from 'pino';

/** Names under which somebody might log what is nobody's business, down to three levels deep. */
const SECRET_KEYS = [
  'phone', 'identifier', 'idNumber', 'creditCode', 'login', 'password', 'newPassword', 'code', 'codeHash', 'token', 'tokenHash', 'secret', 'authorization', 'cookie', 'set-cookie', 'birthDate', 'name', 'displayName', 'body', 'variables',
];
/** Keys whose value at the top of a line is a word of ours: a fault's code, an error's name. */
const OURS_AT_THE_TOP = new Set(['code', 'name']);

/** What can be told by its form wherever it stands: ID and passport-like numbers, phones, session and bearer tokens. */
const PATTERNS: readonly (readonly [form: RegExp, mask: string])[] = [
  [/(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])/g, '[id]'],
  [/(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/g, '[phone]'],
  [/(?<![\w.])\d{1,4}\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g, '[token]'],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, '[token]'],
  [/\b(Bearer|Basic) +[A-Za-z0-9._~+/=-]{8,}/gi, '$1 [token]'],
  [/(code|验证码)([ :：=]{1,3})\d{6}(?!\d)/gi, '$1$2[code]'],
];

/** A line without what must not be kept: by its form. Error texts of stores and carriers quote what they were given. */
export function maskPersonal(line: string): string {
  return PATTERNS.reduce((text, [form, mask]) => text.replace(form, mask), line);
}

/** The process's logger: JSON lines in which personal data and secrets are masked, by key and by form. */
export function createLogger(level: Level | 'silent', destination?: DestinationStream): Logger {
  const paths = SECRET_KEYS.flatMap((key) => {
    const quoted = `["${key}"]`;
    return [...(OURS_AT_THE_TOP.has(key) ? [] : [quoted]), `variables${quoted}`, `*.*${quoted}`, `*.*.*${quoted}`, ...(OURS_AT_THE_TOP.has(key) ? [] : [`*${quoted}`])];
  });
  const options = { level, redact: { paths, censor: '[redacted]' }, hooks: { streamWrite: maskPersonal } };
  return destination ? pino(options, destination) : pino(options);
}

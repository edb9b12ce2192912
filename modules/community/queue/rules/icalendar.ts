/** An appointment as a calendar takes it. */
export interface CalendarEvent {
  readonly uid: string;
  /** Counts up with each change (RFC 5545 §3.8.7.4). */
  readonly sequence: number;
  readonly cancelled: boolean;
  /** Epoch milliseconds. */
  readonly startsAt: number;
  readonly endsAt: number;
  readonly changedAt: number;
  readonly summary: string;
  readonly location: string;
  readonly description: string;
}

/** A text value (RFC 5545 §3.3.11): backslash, semicolon, comma and line ends are escaped, other control characters left out. */
export function escapeText(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/;/g, '\\;').replace(/,/g, '\\,').replace(/\r\n|\r|\n/g, '\\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
}

/** Folds a content line (§3.1): at most 75 octets each, never within a character; further lines begin with a blank. */
export function foldLine(line: string): string {
  const lines: string[] = [];
  let [current, octets] = ['', 0];
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > 75) {
      lines.push(current);
      [current, octets] = [' ', 1];
    }
    current += character;
    octets += size;
  }
  return [...lines, current].join('\r\n');
}

const utc = (ms: number): string => new Date(ms).toISOString().replace(/[-:]/g, '').replace(/\.\d{3}/, '');

/** A calendar with one event and a reminder an hour before (RFC 5545; REQUEST/CANCEL as RFC 5546 would need an organiser: PUBLISH has none). */
export function calendarFile(event: CalendarEvent): string {
  const alarm = event.cancelled ? [] : ['BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER:-PT1H', `DESCRIPTION:${escapeText(event.summary)}`, 'END:VALARM'];
  const lines = [
    'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Smart District//Appointments//ZH', 'CALSCALE:GREGORIAN', 'METHOD:PUBLISH',
    'BEGIN:VEVENT', `UID:${escapeText(event.uid)}`, `SEQUENCE:${event.sequence}`, `DTSTAMP:${utc(event.changedAt)}`, `DTSTART:${utc(event.startsAt)}`, `DTEND:${utc(event.endsAt)}`,
    `SUMMARY:${escapeText(event.summary)}`, `LOCATION:${escapeText(event.location)}`, `DESCRIPTION:${escapeText(event.description)}`, `STATUS:${event.cancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    ...alarm, 'END:VEVENT', 'END:VCALENDAR',
  ];
  return `${lines.map(foldLine).join('\r\n')}\r\n`;
}

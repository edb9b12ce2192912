import { districtClock, districtDate } from '../../modules/kernel/district-time.js';

/** An instant (ISO 8601 or epoch milliseconds) as a clock shows it here: 13:05. */
export function clockTime(instant: string | number): string {
  return districtClock(typeof instant === 'string' ? Date.parse(instant) : instant);
}

/** The day of an instant here, `YYYY-MM-DD`. */
export function dayOf(instant: string | number): string {
  return districtDate(typeof instant === 'string' ? Date.parse(instant) : instant);
}

/** A day as people say it beside today's: 昨天, 今天, 明天, 3月21日. */
export function dayName(day: string, today: string): string {
  const between = (Date.parse(day) - Date.parse(today)) / 86_400_000;
  const near = ['昨天', '今天', '明天', '后天'][between + 1];
  if (near) return near;
  const [, month, date] = day.split('-').map(Number);
  return `${month}月${date}日`;
}

/** How long until a bus comes, in words: 约 5 分钟, 马上到. */
export function untilBus(seconds: number): string {
  if (seconds <= 30) return '马上到';
  return seconds < 90 ? '约 1 分钟' : `约 ${Math.round(seconds / 60)} 分钟`;
}

/** Minutes in words: 45 分钟, 1 小时 20 分钟. */
export function duration(seconds: number): string {
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 60) return `${minutes} 分钟`;
  return minutes % 60 === 0 ? `${minutes / 60} 小时` : `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分钟`;
}

/** A distance in words: 350 米, 1.2 公里. */
export function distance(meters: number): string {
  return meters < 1_000 ? `${Math.round(meters / 10) * 10} 米` : `${(meters / 1_000).toFixed(1)} 公里`;
}

/** Decodes Google's encoded polyline (precision 5) to [lat, lon] pairs; a text cut short gives what it holds whole. */
export function decodePolyline(text: string): [number, number][] {
  const points: [number, number][] = [];
  let at = 0;
  const sum = [0, 0];
  while (at < text.length) {
    for (const axis of [0, 1]) {
      let shift = 0;
      let bits = 0;
      let byte: number;
      do {
        if (at >= text.length) return points;
        byte = text.charCodeAt(at) - 63;
        at += 1;
        bits |= (byte & 31) << shift;
        shift += 5;
      } while (byte >= 32);
      sum[axis] = (sum[axis] ?? 0) + (bits & 1 ? ~(bits >> 1) : bits >> 1);
    }
    points.push([(sum[0] ?? 0) / 1e5, (sum[1] ?? 0) / 1e5]);
  }
  return points;
}

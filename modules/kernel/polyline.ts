import type { Position } from './geo.js';

/** One signed value in five-bit groups, lowest first, each as a printable character. */
function encodeValue(value: number): string {
  let rest = value < 0 ? ~(value << 1) : value << 1;
  let text = '';
  while (rest >= 0x20) {
    text += String.fromCharCode((0x20 | (rest & 0x1f)) + 63);
    rest >>>= 5;
  }
  return text + String.fromCharCode(rest + 63);
}

/**
 * A line as text by Google's Encoded Polyline Algorithm, from columns of whole units of the precision.
 * @param lat latitudes in hundred-thousandths of a degree (precision 5), whole numbers
 * @param lon longitudes likewise, as many as latitudes
 */
export function encodePolylineUnits(lat: ArrayLike<number>, lon: ArrayLike<number>): string {
  let text = '';
  let lastLat = 0;
  let lastLon = 0;
  for (let i = 0; i < lat.length; i++) {
    const nextLat = lat[i] ?? 0;
    const nextLon = lon[i] ?? 0;
    text += encodeValue(nextLat - lastLat) + encodeValue(nextLon - lastLon);
    lastLat = nextLat;
    lastLon = nextLon;
  }
  return text;
}

/** A line as text by Google's Encoded Polyline Algorithm, precision 5 (about a metre); '' for no points. */
export function encodePolyline(points: readonly Position[]): string {
  return encodePolylineUnits(points.map(({ lat }) => Math.round(lat * 1e5)), points.map(({ lon }) => Math.round(lon * 1e5)));
}

/** The points of an encoded polyline of precision 5. Throws RangeError where the text ends within a value or holds a foreign character. */
export function decodePolyline(text: string): Position[] {
  const points: Position[] = [];
  let at = 0;
  const next = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 5) {
      const code = text.charCodeAt(at++) - 63;
      if (!(code >= 0 && code < 64) || shift > 30) throw new RangeError(`not an encoded polyline at character ${at - 1}`);
      value |= (code & 0x1f) << shift;
      if (code < 0x20) return value & 1 ? ~(value >> 1) : value >> 1;
    }
  };
  let lat = 0;
  let lon = 0;
  while (at < text.length) {
    lat += next();
    lon += next();
    points.push({ lat: lat / 1e5, lon: lon / 1e5 });
  }
  return points;
}

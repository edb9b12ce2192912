import L from 'leaflet';
import areas from '../../../data/district/map/district.geojson?url';
import green from '../../../data/district/map/green.geojson?url';
import places from '../../../data/district/map/places.geojson?url';
import roads from '../../../data/district/map/roads.geojson?url';
import water from '../../../data/district/map/water.geojson?url';

/** Colours of the map, by name, as the style sheet sets them for day, night and elder mode. */
export type Palette = (name: string) => string;

/** What the bundled map says of a thing. */
interface Properties { name: string; nameEn: string; kind: string; labelLon?: number; labelLat?: number }

function properties(feature: GeoJSON.Feature | undefined): Properties {
  return feature?.properties as Properties; // the bundled files carry these on every feature
}

async function read(url: string): Promise<GeoJSON.FeatureCollection | null> {
  try {
    const response = await fetch(url);
    return response.ok ? ((await response.json()) as GeoJSON.FeatureCollection) : null; // bundled with the page
  } catch {
    return null;
  }
}

const ROAD_WIDTH: Readonly<Record<string, number>> = { avenue: 4, road: 4, street: 2.5, metro: 3, railway: 2 };

function areaStyle(palette: Palette, fill: string): L.GeoJSONOptions {
  return { interactive: false, style: () => ({ stroke: false, fillColor: palette(fill), fillOpacity: 1 }) };
}

function label(at: [number, number], text: string, kind: string): L.Marker {
  const icon = L.divIcon({ className: `map-label map-label--${kind}`, html: Object.assign(document.createElement('span'), { textContent: text }), iconSize: [0, 0] });
  return L.marker(at, { icon, interactive: false, keyboard: false, pane: 'labels' });
}

/** From which zoom names of streets' surroundings stand on the map. */
const PLACE_ZOOM = 14;

/**
 * Draws the district under everything else and gives its bounds; null where the map's files did not come. `english`
 * chooses the names.
 */
export async function drawBase(map: L.Map, palette: Palette, english: boolean): Promise<L.LatLngBounds | null> {
  const [area, parks, rivers, streets, sights] = await Promise.all([areas, green, water, roads, places].map(read));
  if (!area) return null;
  map.createPane('labels').classList.add('map-labels');
  const named = ({ name, nameEn }: Properties): string => (english ? nameEn : name);
  const ground = L.geoJSON(area, { ...areaStyle(palette, 'land'), filter: (feature) => properties(feature).kind === 'district' }).addTo(map);
  if (parks) L.geoJSON(parks, areaStyle(palette, 'green')).addTo(map);
  if (rivers) L.geoJSON(rivers, areaStyle(palette, 'water')).addTo(map);
  L.geoJSON(area, { interactive: false, filter: (feature) => properties(feature).kind === 'town', style: () => ({ fill: false, color: palette('border'), weight: 1, dashArray: '4 5' }) }).addTo(map);
  if (streets) {
    L.geoJSON(streets, {
      interactive: false,
      style: (feature) => {
        const { kind } = properties(feature);
        const rail = kind === 'metro' || kind === 'railway';
        return { color: palette(rail ? 'rail' : 'road'), weight: ROAD_WIDTH[kind] ?? 2, opacity: 1, ...(rail ? { dashArray: '8 6' } : {}) };
      },
    }).addTo(map);
  }
  const towns = L.layerGroup(area.features.map(properties).flatMap((town) => (town.kind === 'town' && town.labelLat !== undefined && town.labelLon !== undefined ? [label([town.labelLat, town.labelLon], named(town), 'town')] : [])));
  const names = L.layerGroup((sights?.features ?? []).flatMap((sight) => {
    if (sight.geometry.type !== 'Point') return [];
    const [lon = 0, lat = 0] = sight.geometry.coordinates;
    return [label([lat, lon], named(properties(sight)), 'place')];
  }));
  const byZoom = (): void => {
    const close = map.getZoom() >= PLACE_ZOOM;
    (close ? names : towns).addTo(map);
    (close ? towns : names).remove();
  };
  map.on('zoomend', byZoom);
  byZoom();
  return ground.getBounds();
}

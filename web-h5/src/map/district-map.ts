import L from 'leaflet';
import 'leaflet/dist/leaflet.css';
import './district-map.less';
import { DISTRICT_CENTRE } from '../district.js';
import { decodePolyline } from '../lib/polyline.js';
import { drawBase, type Palette } from './base-layers.js';

/** A stop to draw; positions are WGS-84, as the map's. */
export interface MapStop { id: string; name: string; lat: number; lon: number }

/** A bus to draw. */
export interface MapBus { id: string; name: string; lat: number; lon: number; background: string; color: string; short: string }

/** The map of a page. */
export interface DistrictMap {
  drawStops(stops: readonly MapStop[]): void;
  drawBuses(buses: readonly MapBus[]): void;
  /** Draws a line's ways (encoded polylines) and brings them into view; none take the line off. */
  drawWays(ways: readonly string[], color: string): void;
  drawMe(lat: number, lon: number): void;
  /** Brings places into view. */
  show(places: readonly { lat: number; lon: number }[]): void;
  remove(): void;
}

/** What a page wants to hear of the map. */
export interface MapEvents {
  stop(stop: MapStop): void;
  bus(id: string): void;
  /** The view came to rest: its middle, and metres to its corner; null for metres where it is too wide for stops. */
  view(lat: number, lon: number, meters: number | null): void;
}

/** Words on the map's own buttons. */
export interface MapWords { zoomIn: string; zoomOut: string; english: boolean }

const STOP_ZOOM = 13;
const FIRST_ZOOM = 13;

function paletteOf(element: HTMLElement): Palette {
  const style = getComputedStyle(element);
  return (name) => style.getPropertyValue(`--map-${name}`).trim();
}

function busIcon(bus: MapBus): L.DivIcon {
  const badge = document.createElement('span');
  badge.textContent = bus.short;
  badge.style.background = bus.background;
  badge.style.color = bus.color;
  return L.divIcon({ className: 'map-bus', html: badge, iconSize: [44, 44] });
}

/** A bus that fingers and keyboards can pick; Leaflet itself leaves the keyboard's choice to pop-ups. */
function busMarker(bus: MapBus, picked: () => void): L.Marker {
  return L.marker([bus.lat, bus.lon], { icon: busIcon(bus), title: bus.name, alt: bus.name, riseOnHover: true })
    .on('click', picked)
    .on('keydown', (event: L.LeafletKeyboardEvent) => {
      if (event.originalEvent.key === 'Enter' || event.originalEvent.key === ' ') picked();
    });
}

/** Puts the district's map into `element`. */
export function createDistrictMap(element: HTMLElement, words: MapWords, events: MapEvents): DistrictMap {
  const map = L.map(element, { preferCanvas: true, zoomControl: false, attributionControl: false, minZoom: 11, maxZoom: 18, center: [DISTRICT_CENTRE.lat, DISTRICT_CENTRE.lon], zoom: FIRST_ZOOM });
  const palette = paletteOf(element);
  L.control.zoom({ position: 'topright', zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  map.createPane('ways').style.zIndex = '450';
  map.createPane('stops').style.zIndex = '460';
  const ways = L.layerGroup().addTo(map);
  const stopLayer = L.layerGroup().addTo(map);
  const buses = new Map<string, L.Marker>();
  let me: L.CircleMarker | undefined;

  void drawBase(map, palette, words.english).then((bounds) => {
    if (bounds) map.setMaxBounds(bounds.pad(0.3));
  });
  const tellView = (): void => {
    const middle = map.getCenter();
    events.view(middle.lat, middle.lng, map.getZoom() >= STOP_ZOOM ? Math.round(middle.distanceTo(map.getBounds().getNorthEast())) : null);
  };
  map.on('moveend', tellView);
  queueMicrotask(tellView);

  return {
    drawStops(stops) {
      stopLayer.clearLayers();
      for (const stop of stops) {
        L.circleMarker([stop.lat, stop.lon], { pane: 'stops', radius: 7, weight: 3, color: palette('stop'), fillColor: palette('stop-fill'), fillOpacity: 1 })
          .on('click', () => events.stop(stop)).addTo(stopLayer);
      }
    },
    drawBuses(shown) {
      const ids = new Set(shown.map((bus) => bus.id));
      for (const [id, marker] of buses) if (!ids.has(id)) { marker.remove(); buses.delete(id); }
      for (const bus of shown) {
        const known = buses.get(bus.id);
        if (known) known.setLatLng([bus.lat, bus.lon]).getElement()?.setAttribute('title', bus.name);
        else buses.set(bus.id, busMarker(bus, () => events.bus(bus.id)).addTo(map));
      }
    },
    drawWays(encoded, color) {
      ways.clearLayers();
      const lines = encoded.map(decodePolyline).filter((line) => line.length > 1);
      for (const line of lines) L.polyline(line, { pane: 'ways', color, weight: 5, opacity: 0.85, interactive: false }).addTo(ways);
      if (lines.length > 0) map.fitBounds(L.latLngBounds(lines.flat()), { padding: [24, 24] });
    },
    drawMe(lat, lon) {
      me?.remove();
      me = L.circleMarker([lat, lon], { pane: 'stops', radius: 8, weight: 3, color: '#fff', fillColor: palette('me'), fillOpacity: 1, interactive: false }).addTo(map);
      map.setView([lat, lon], Math.max(map.getZoom(), 15));
    },
    show(places) {
      if (places.length > 0) map.fitBounds(L.latLngBounds(places.map(({ lat, lon }) => [lat, lon])), { padding: [32, 32], maxZoom: 16, animate: false });
    },
    remove: () => map.remove(),
  };
}

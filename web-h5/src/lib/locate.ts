import type { Datum } from '../graphql/__generated__/operations.js';

/** A position with the datum that its giver uses; the service converts. */
export interface Place {
  lat: number;
  lon: number;
  datum: Datum;
}

/** Why no position came: refused by the person, not to be had, or the page may not ask (no HTTPS). */
export type LocateFailure = 'denied' | 'unavailable' | 'insecure';

/** A position, or why there is none. */
export type Located = { place: Place } | { failure: LocateFailure };

/** The part of WeChat's JS-SDK that tells a position, where the page runs in WeChat and the SDK is set up. */
interface WeChat {
  getLocation?(options: {
    type: 'wgs84' | 'gcj02';
    success(position: { latitude: number; longitude: number }): void;
    fail(): void;
    cancel(): void;
  }): void;
}

declare global {
  interface Window {
    wx?: WeChat;
  }
}

const TIMEOUT_MS = 10_000;

function byWeChat(wechat: WeChat): Promise<Located> {
  return new Promise((resolve) => {
    // GCJ-02 is what WeChat gives with the same precision on every phone.
    wechat.getLocation?.({
      type: 'gcj02',
      success: ({ latitude, longitude }) => resolve({ place: { lat: latitude, lon: longitude, datum: 'GCJ02' } }),
      fail: () => resolve({ failure: 'unavailable' }),
      cancel: () => resolve({ failure: 'denied' }),
    });
  });
}

/** Asks the phone where it is: WeChat's SDK (GCJ-02) where there is one, else the browser (WGS-84). Never throws. */
export function locate(): Promise<Located> {
  if (window.wx?.getLocation) return byWeChat(window.wx);
  if (!window.isSecureContext) return Promise.resolve({ failure: 'insecure' });
  if (!('geolocation' in navigator)) return Promise.resolve({ failure: 'unavailable' });
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ place: { lat: coords.latitude, lon: coords.longitude, datum: 'WGS84' } }),
      (error) => resolve({ failure: error.code === error.PERMISSION_DENIED ? 'denied' : 'unavailable' }),
      { timeout: TIMEOUT_MS, maximumAge: 30_000, enableHighAccuracy: true },
    );
  });
}

import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.js';

describe('the configuration', () => {
  it('has a default for everything', () => {
    const config = readConfig({}, '/srv/district');
    expect(config).toMatchObject({ PORT: 8080, HOST: '127.0.0.1', dataDir: '/srv/district/.data', TRUSTED_DOCUMENTS: 'prefer' });
    expect(config.MONGODB_URI).toBeUndefined();
  });

  it('stops the start with each wrong variable’s name and what it expects', () => {
    expect(() => readConfig({ PORT: 'http', DISTRICT_CLOCK: 'yesterday', TRUSTED_DOCUMENTS: 'maybe' }, '/')).toThrow(
      /PORT: .*number[\s\S]*TRUSTED_DOCUMENTS: .*"only"[\s\S]*DISTRICT_CLOCK: expects an instant such as/,
    );
  });

  it('reads addresses by feed, with the district’s own when none is named', () => {
    const config = readConfig({ GTFS_RT_ALERTS: 'http://a/alerts?key=1, hart=/data/alerts.pb' }, '/');
    expect(config.GTFS_RT_ALERTS).toEqual({ district: 'http://a/alerts?key=1', hart: '/data/alerts.pb' });
  });

  it('refuses two addresses for one feed', () => {
    expect(() => readConfig({ GTFS_RT_ALERTS: 'a=x,a=y' }, '/')).toThrow(/GTFS_RT_ALERTS: names the feed a twice/);
  });

  it('reads the service clock as an instant', () => {
    expect(readConfig({ DISTRICT_CLOCK: '2026-01-15T17:00:00Z' }, '/').DISTRICT_CLOCK).toBe(Date.UTC(2026, 0, 15, 17));
  });
});

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

  it.each([
    [{ WECHAT_APP_ID: 'wx1' }, /WECHAT_APP_SECRET: is needed where WECHAT_APP_ID is set[\s\S]*PUBLIC_URL: is needed/],
    [{ SMS_URL: 'https://sms.example/send' }, /SMS_SECRET: is needed where SMS_URL is set/],
    [{ SMS_SECRET: 'short', SMS_URL: 'ftp://sms.example' }, /SMS_URL: expects an address[\s\S]*SMS_SECRET: expects at least 32 characters/],
    // Without lists nobody could be told that a certificate was revoked.
    [{ CA_CERTIFICATES: 'anchors.pem' }, /CA_REVOCATION: is needed where CA_CERTIFICATES is set/],
    [{ WECHAT_TEMPLATES: 'application' }, /WECHAT_TEMPLATES: expects name=value pairs/],
    [{ ALLOW_PRIVATE_SERVICES: 'intranet' }, /ALLOW_PRIVATE_SERVICES: expects addresses or ranges/],
  ])('wants what belongs together, well formed: %j', (env, message) => {
    expect(() => readConfig(env, '/')).toThrow(message);
  });

  it('reads WeChat’s template ids by our names', () => {
    expect(readConfig({ WECHAT_TEMPLATES: 'application=AbC-1_x, bus=Def' }, '/').WECHAT_TEMPLATES).toEqual({ application: 'AbC-1_x', bus: 'Def' });
  });
});

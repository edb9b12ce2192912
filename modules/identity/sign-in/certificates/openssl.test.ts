import { expect, it } from '@jest/globals';
import { isSignedBy, readCertificate } from './certificate.js';
import { isTrusted } from './chain.js';
import { isListOf, readRevocationLists } from './revocation-list.js';
import { challengeMessage } from './service.js';
import { pemOf } from './testing.js';

// Made by OpenSSL 3.0 (`openssl x509 -req -sm3 -sigopt distid:1234567812345678`, `openssl dgst -sm3 -sign`), whose reading of the standards is not ours.
const ROOT = 'MIIBmjCCAUGgAwIBAgIUPf1xxbLVjhGsVVfc3218suMpkuowCgYIKoEcz1UBg3UwIzELMAkGA1UEBhMCQ04xFDASBgNVBAMMC3NhbXBsZSByb290MB4XDTI2MTEyMzA1NDk1OFoXDTQ2MTExODA1NDk1OFowIzELMAkGA1UEBhMCQ04xFDASBgNVBAMMC3NhbXBsZSByb290MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAE65IYX0y0zBWQ9vcqQQVwQDO1w/BTl97nV3oyDDuoxhonCvUFadHdh6ibsrVi6qR92YQGlD7Zx/8/7QrZ/GaqlqNTMFEwHQYDVR0OBBYEFKkWCI3msW42bDNNROYzoBRWYvwvMB8GA1UdIwQYMBaAFKkWCI3msW42bDNNROYzoBRWYvwvMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoEcz1UBg3UDRwAwRAIgLhjB05BnEDUlC+cj0+BSLzcgvaACGCNmiQ9a225uYhUCIE9/PIIeuiSFUGd5Io24sUZn6GTAND+ni7VA/xX1wQAI';
const LEAF = 'MIIBvjCCAWSgAwIBAgIUD8BNrgETdioRTrqJhjlJF7OiLlowCgYIKoEcz1UBg3UwIzELMAkGA1UEBhMCQ04xFDASBgNVBAMMC3NhbXBsZSByb290MB4XDTI2MTEyMzA1NDk1OFoXDTQ2MTExODA1NDk1OFowOTELMAkGA1UEBhMCQ04xDTALBgNVBAMMBGxlYWYxGzAZBgNVBAUTEjkxMzEwMTk5TUExRkwwMDAwWDBZMBMGByqGSM49AgEGCCqBHM9VAYItA0IABJkM184tszf098OthKhfBo8i8K8DItr5EniMvDmsXsIW7uzoZGUQdcnlhO2F6iAzREAXIclCfMS2eANVyKSCVv2jYDBeMAwGA1UdEwEB/wQCMAAwDgYDVR0PAQH/BAQDAgeAMB0GA1UdDgQWBBTHMLv3/Zvmy+IWTrU9Ge80d9WeIjAfBgNVHSMEGDAWgBSpFgiN5rFuNmwzTUTmM6AUVmL8LzAKBggqgRzPVQGDdQNIADBFAiApsFLYyhISYSJ1Ec/grMd49dgBbfyLUPGyEqcIVbfrWAIhALwVtD5EUVH/znClq5LrUsLnBj2OH+Up/PS/XqBpm9+Y';
const SIGNATURE = 'MEQCIAJyv+ydKl4x1tVatFcSnvUtOdea91DUiiKBgweNRyBgAiAZ3xsf8W1WuQdYgJ5BPN8ki+evNm4ylBf4rTPdf+/RFg==';
const der = (base64: string): Buffer => Buffer.from(base64, 'base64');

it('believes a chain and a signature that OpenSSL made with SM2, and nothing beside them', async () => {
  const leaf = readCertificate(der(LEAF));
  const authority = { anchors: () => [der(ROOT)], isRevoked: async () => false };
  const now = leaf.validFrom + 1000;
  expect(await isTrusted([leaf], authority, now)).toBe(true);
  expect(await isTrusted([{ ...leaf, signed: Buffer.concat([leaf.signed, Buffer.from([0])]) }], authority, now)).toBe(false);
  expect(leaf.subjectNumber).toBe('91310199MA1FL0000X');
  expect(isSignedBy(leaf, challengeMessage('id-1', 'nonce-1'), der(SIGNATURE))).toBe(true);
  expect(isSignedBy(leaf, challengeMessage('id-1', 'nonce-2'), der(SIGNATURE))).toBe(false);
});

// `openssl ca -gencrl -md sm3 -sigopt distid:1234567812345678`
const LIST_ROOT = 'MIIBbDCCARKgAwIBAgIUA9q/Z90GK4NFux/knOhd+BQX53AwCgYIKoEcz1UBg3UwFDESMBAGA1UEAwwJbGlzdCByb290MB4XDTI2MTEyMzA3MjYwOFoXDTQ2MTExODA3MjYwOFowFDESMBAGA1UEAwwJbGlzdCByb290MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAEABeblsfuNd4WDrdi7O09TjVJrCsaJfxjj5nNXY+kUArtiF2lbbiCXjHtoDb8IHuUb0ncl3/yIjyG22VadNDVTqNCMEAwDwYDVR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAQYwHQYDVR0OBBYEFMRp6bK2rqCvooNitafAAz/Z5QrpMAoGCCqBHM9VAYN1A0gAMEUCIQD2vVCbfW/OXBMa2v56prbiEYjYAljJrjp5daD5d0Vj7QIgVKvim4SDwIfc/Sc9PgLRbvYq+FiThoIU6V0EE6yMIzs=';
const LIST = 'MIHFMG0CAQEwCgYIKoEcz1UBg3UwFDESMBAGA1UEAwwJbGlzdCByb290Fw0yNjExMjMwNzI2MDhaFw00NjExMTgwNzI2MDhaMBgwFgIFAQIDBAUXDTI2MTEyMzAwMDAwMFqgDjAMMAoGA1UdFAQDAgEBMAoGCCqBHM9VAYN1A0gAMEUCIQD7d1uv1CCknlDqpzpKPfqYXPYLiMBE3C+8CZPdgjNfwQIgTQJuXMb3KBuSVKycLbEOLFMkEjrpgBaB048ZGdsBv/0=';

it('reads a revocation list that OpenSSL made with SM2, as PEM and as DER', () => {
  const root = readCertificate(der(LIST_ROOT));
  for (const bytes of [der(LIST), Buffer.from(pemOf('X509 CRL', der(LIST)))]) {
    const [list] = readRevocationLists(bytes);
    if (!list) throw new Error('no list');
    expect([...list.revoked]).toEqual(['0102030405']);
    expect([list.thisUpdate, list.nextUpdate]).toEqual([Date.parse('2026-11-23T07:26:08Z'), Date.parse('2046-11-18T07:26:08Z')]);
    expect([isListOf(list, root), isListOf(list, readCertificate(der(ROOT)))]).toEqual([true, false]);
    expect(isListOf({ ...list, signed: Buffer.concat([list.signed, Buffer.from([0])]) }, root)).toBe(false);
  }
});

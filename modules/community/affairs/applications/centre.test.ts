import { describe, expect, it } from '@jest/globals';
import { staffOf } from '../testing.js';
import { centreOf } from './centre.js';
import type { ServiceCentres } from './ports.js';

const centres = (fallback: string | null): ServiceCentres => ({
  list: async () => [{ id: 'north-hall', nameZh: '北', streets: ['north', 'hills'] }, { id: 'south-hall', nameZh: '南', streets: ['south'] }].map((centre) => ({ ...centre, fallback: centre.id === fallback })),
});
const nobody = { post: null };

describe('the centre of an application', () => {
  it('is the one that serves the first street known, whatever it is called', async () => {
    expect(await centreOf(nobody, [undefined, 'hills', 'south'], centres(null))).toBe('north-hall');
    expect(await centreOf(nobody, ['lakes', 'south'], centres('north-hall'))).toBe('south-hall');
  });

  it('is the counter’s own where a clerk of a centre enters it, and no department’s', async () => {
    expect(await centreOf(staffOf('clerk', 'south-hall'), ['north'], centres(null))).toBe('south-hall');
    expect(await centreOf(staffOf('clerk', 'dept-mzj'), ['north'], centres(null))).toBe('north-hall');
  });

  it('is the one that takes what belongs to no street; where none does, the first by name', async () => {
    expect(await centreOf(nobody, ['lakes', 7, null], centres('south-hall'))).toBe('south-hall');
    expect(await centreOf(nobody, [], centres(null))).toBe('north-hall');
    await expect(centreOf(nobody, ['north'], { list: async () => [] })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

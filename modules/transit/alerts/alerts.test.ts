import { describe, expect, it } from '@jest/globals';
import { anonymousCaller } from '../../kernel/caller.js';
import { routeEntity, stopEntity, type AlertEntity } from '../contract.js';
import { Feeds } from '../realtime/feeds.js';
import { emptySnapshot } from '../realtime/snapshot.js';
import { smallTimetable } from '../realtime/testing.js';
import type { AlertRecord, AlertSelector } from '../realtime/types.js';
import { createAlertsResolvers } from './resolvers.js';
import { periodAt } from './rules.js';
import { AlertsService } from './service.js';

const NOW = 1_768_435_200;
const caller = anonymousCaller('web', 'test');
const timetable = smallTimetable({
  stops: { A: {}, B1: { station: 'B' }, B2: { station: 'B' }, C: {}, D: {} },
  trips: [
    { id: 'T1', route: '24', direction: 0, stops: ['A', 'B1', 'C'], times: ['08:00', '08:05', '08:10'] },
    { id: 'T2', route: '24', direction: 1, stops: ['C', 'B2', 'D'], times: ['08:00', '08:05', '08:10'] },
    { id: 'T3', route: 'X1', direction: 0, stops: ['A', 'D'], times: ['08:00', '08:05'] },
  ],
});

function selector(parts: Partial<AlertSelector>): AlertSelector {
  return { agencyId: null, routeId: null, routeType: null, directionId: null, stopId: null, tripId: null, ...parts };
}

function alert(id: string, changes: Partial<AlertRecord> = {}): AlertRecord {
  return {
    id, activePeriods: [], selectors: [], cause: 'CONSTRUCTION', effect: 'DETOUR', severity: 'WARNING', header: { '': id }, description: {}, url: {}, ...changes,
  };
}

function setup(...alerts: AlertRecord[]) {
  const feeds = new Feeds();
  feeds.publish({ timetable, snapshot: emptySnapshot(timetable, NOW, alerts) });
  return new AlertsService({ feeds, clock: { now: () => NOW * 1000 } });
}

const ids = (alerts: readonly AlertEntity[]) => alerts.map(({ id }) => id.replace('district:', ''));

describe('an alert is in force', () => {
  it.each<[AlertRecord['activePeriods'], boolean]>([
    [[], true],
    [[{ start: null, end: null }], true],
    [[{ start: NOW, end: NOW + 1 }], true],
    [[{ start: NOW - 9, end: NOW }], false],
    [[{ start: NOW + 1, end: null }], false],
    [[{ start: null, end: NOW - 5 }, { start: NOW - 1, end: null }], true],
  ])('with the periods %j: %s', (activePeriods, holds) => {
    expect(periodAt(alert('a', { activePeriods }), NOW) !== null).toBe(holds);
    expect(setup(alert('a', { activePeriods })).list(caller, {})).toHaveLength(holds ? 1 : 0);
  });
});

describe('an alert concerns', () => {
  // selector → of the scopes 24, X1, A, B (station), B1, B2, C, D and 24 at A, X1 at A: those it concerns
  it.each<[Partial<AlertSelector>, string]>([
    [{ routeId: '24' }, '24 A B B1 B2 C D 24@A'],
    [{ routeId: '24', directionId: 0 }, '24 A B B1 C 24@A'],
    [{ routeId: '24', stopId: 'A' }, '24 A 24@A'],
    [{ stopId: 'A' }, 'A 24@A X1@A'],
    [{ stopId: 'B' }, 'B B1 B2'],
    [{ stopId: 'B1' }, 'B B1'],
    [{ tripId: 'T2' }, '24 B B2 C D'],
    [{ tripId: 'T2', routeId: 'X1' }, ''],
    [{ routeType: 3 }, '24 X1 A B B1 B2 C D 24@A X1@A'],
    [{ routeType: 0 }, ''],
    [{ agencyId: 'any, there is one' }, '24 X1 A B B1 B2 C D 24@A X1@A'],
    [{ routeId: 'gone' }, ''],
    [{ stopId: 'gone' }, ''],
    [{ tripId: 'gone' }, ''],
  ])('by %j: %s', (parts, expected) => {
    const service = setup(alert('a', { selectors: [selector(parts)] }));
    const scopes = ['24', 'X1', 'A', 'B', 'B1', 'B2', 'C', 'D', '24@A', 'X1@A'].filter((scope) => {
      const [first = '', stop] = scope.split('@');
      const isRoute = timetable.routeIndex(first) !== undefined;
      const routeId = isRoute ? `district:${first}` : null;
      const stopId = stop ? `district:${stop}` : isRoute ? null : `district:${first}`;
      return service.list(caller, { routeId, stopId }).length > 0;
    });
    expect(scopes.join(' ')).toBe(expected);
  });

  it('everything without selectors', () => {
    const service = setup(alert('a'));
    expect(ids(service.forRoute(caller, routeEntity(timetable, 0)))).toEqual(['a']);
    expect(ids(service.forStop(caller, stopEntity(timetable, 0)))).toEqual(['a']);
  });

  it.each([['district:gone', null], [null, 'district:gone'], ['else:24', null], [null, 'nocolon']])('nothing of an unknown route %s or stop %s', (routeId, stopId) => {
    expect(setup(alert('a')).list(caller, { routeId, stopId })).toEqual([]);
  });
});

describe('reading alerts', () => {
  it('puts the gravest first', () => {
    const service = setup(alert('info', { severity: 'INFO' }), alert('none', { severity: 'UNKNOWN_SEVERITY' }), alert('severe', { severity: 'SEVERE' }), alert('warning'));
    expect(ids(service.list(caller, {}))).toEqual(['severe', 'warning', 'none', 'info']);
  });

  it('resolves texts in the language wanted, names, and the period that holds', () => {
    const service = setup(alert('a', {
      severity: 'UNKNOWN_SEVERITY', activePeriods: [{ start: 5, end: 6 }, { start: NOW - 60, end: null }],
      selectors: [selector({ routeId: '24' }), selector({ tripId: 'T1' }), selector({ stopId: 'A' }), selector({ stopId: 'gone' })],
      header: { 'zh-Hans': '绕行', 'zh-Hant': '繞行', en: 'Detour' }, description: { '': '方塔站' },
    }));
    const { ServiceAlert } = createAlertsResolvers(service);
    const [entity] = service.list(caller, {});
    if (!entity) throw new Error('the alert is not in force');
    expect([
      ServiceAlert.header(entity, {}), ServiceAlert.header(entity, { language: 'ZH_HANT' }), ServiceAlert.header(entity, { language: 'EN' }),
      ServiceAlert.description(entity, { language: 'EN' }), ServiceAlert.url(entity, {}),
    ]).toEqual(['绕行', '繞行', 'Detour', '方塔站', null]);
    expect([ServiceAlert.cause(entity), ServiceAlert.effect(entity), ServiceAlert.severity(entity)]).toEqual(['CONSTRUCTION', 'DETOUR', 'UNKNOWN']);
    expect([ServiceAlert.activeFrom(entity), ServiceAlert.activeUntil(entity)]).toEqual([(NOW - 60) * 1000, null]);
    expect(ServiceAlert.routes(entity).map(({ id }) => id)).toEqual(['district:24']);
    expect(ServiceAlert.stops(entity).map(({ id }) => id)).toEqual(['district:A']);
  });
});

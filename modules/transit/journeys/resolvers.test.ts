import { readFileSync } from 'node:fs';
import path from 'node:path';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { expect, it } from '@jest/globals';
import { graphql } from 'graphql';
import { anonymousCaller } from '../../kernel/caller.js';
import { encodePolyline } from '../../kernel/polyline.js';
import { projectRoot } from '../../kernel/root.js';
import { Feeds } from '../realtime/feeds.js';
import { smallTimetable } from '../realtime/testing.js';
import { createJourneysResolvers } from './resolvers.js';
import { JourneysService } from './service.js';
import { stateWith } from './testing.js';

const QUERY = `{
  plan(from: { position: { lat: 30.9991, lon: 121 } }, to: { stopId: "district:C" }) {
    departAt arriveAt durationSeconds rides walkMeters
    legs {
      __typename
      ... on WalkLeg { departAt arriveAt meters from { lat lon datum } to { lat } walkFrom: fromStop { id } walkTo: toStop { id } }
      ... on RideLeg { departAt arriveAt route { id } trip { id } fromStop { id } toStop { id } stopCount polyline boarding { id source expectedAt } alighting { stop { id } expectedAt } }
    }
  }
}`;

it('answers the contract’s query whole', async () => {
  const now = Date.parse('2026-01-15T08:00:00+08:00');
  const feeds = new Feeds();
  const service = new JourneysService({ feeds, clock: { now: () => now } });
  const stops = { A: { lat: 31, lon: 121 }, B: { lat: 31.05, lon: 121 }, C: { lat: 31.1, lon: 121 } };
  feeds.publish(stateWith(smallTimetable({ stops, trips: [{ id: 'T', stops: ['A', 'B', 'C'], times: ['08:10', '08:20', '08:30'] }] }), [], now / 1000));
  const schema = makeExecutableSchema({ typeDefs: readFileSync(path.join(projectRoot(), 'schema.graphql'), 'utf8'), resolvers: createJourneysResolvers(service) });
  const answer = await graphql({ schema, source: QUERY, contextValue: { caller: anonymousCaller('web', 'r1') } });
  service.stop();
  const at = (minutes: number, seconds = 0): number => now + minutes * 60_000 + seconds * 1000;
  // 100 m as the crow flies: 130 m and 98 s on foot.
  expect(JSON.parse(JSON.stringify(answer))).toEqual({ data: { plan: [{
    departAt: at(8, 22), arriveAt: at(30), durationSeconds: 1298, rides: 1, walkMeters: 130,
    legs: [
      { __typename: 'WalkLeg', departAt: at(8, 22), arriveAt: at(10), meters: 130, from: { lat: 30.9991, lon: 121, datum: 'WGS84' }, to: { lat: 31 }, walkFrom: null, walkTo: { id: 'district:A' } },
      {
        __typename: 'RideLeg', departAt: at(10), arriveAt: at(30), route: { id: 'district:R' }, trip: { id: 'district:T' }, fromStop: { id: 'district:A' }, toStop: { id: 'district:C' }, stopCount: 1,
        polyline: encodePolyline(Object.values(stops)), boarding: { id: 'district:T|20260115|1', source: 'SCHEDULE', expectedAt: at(10) }, alighting: { stop: { id: 'district:C' }, expectedAt: at(30) },
      },
    ],
  }] } });
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FeedKind } from '../metrics.js';
import type { Simulator } from './simulator.js';

/** Where the simulator can be polled. */
export interface SimulatorHost {
  readonly addresses: Readonly<Record<FeedKind, string>>;
  stop(): Promise<void>;
}

/**
 * Serves the simulator's feeds on a free loopback port of this process, so that they are polled, decoded and merged like
 * those of any operator.
 */
export async function hostSimulator(simulator: Simulator): Promise<SimulatorHost> {
  const server = createServer((request, response) => {
    const route = simulator.routes.find(({ path }) => path === request.url);
    if (!route) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': route.contentType }).end(route.body());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  const address = (name: string): string => `http://127.0.0.1:${port}/simulator/gtfs-rt/${name}.pb`;
  return {
    addresses: { tripUpdates: address('trip-updates'), vehiclePositions: address('vehicle-positions'), alerts: address('alerts') },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

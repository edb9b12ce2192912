import net, { type AddressInfo } from 'node:net';

/** A TCP proxy that a test can cut: what stands behind it is then away as if its machine had gone. */
export interface CuttableProxy {
  readonly port: number;
  /** Breaks all connections and refuses new ones, until `mend`. */
  cut(): void;
  mend(): void;
  stop(): Promise<void>;
}

/** Starts a proxy on a free loopback port in front of one of the loopback. */
export async function startProxy(targetPort: number): Promise<CuttableProxy> {
  const open = new Set<net.Socket>();
  let away = false;
  const keep = (socket: net.Socket): void => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => undefined);
  };
  const server = net.createServer((near) => {
    keep(near);
    if (away) return void near.destroy();
    const far = net.connect(targetPort, '127.0.0.1');
    keep(far);
    near.pipe(far).pipe(near);
    near.once('close', () => far.destroy());
    far.once('close', () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    away = true;
    for (const socket of open) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port, // a TCP server that listens has one
    cut,
    mend: () => void (away = false),
    stop() {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

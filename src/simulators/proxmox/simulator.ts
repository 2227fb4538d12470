import { Accounts, TOKEN_NAME, USERNAME } from './accounts';
import { makeCertificate } from './certificate';
import { changesOf, type WorldChanges } from './changes/changes';
import { Faults } from './faults';
import { listen } from './listener';
import { type LoggedRequest, RequestLog, type RequestSummary } from './request-log';
import { steering } from './steering';
import { generateWorld, type World, type WorldOptions } from './world';

export interface ProxmoxSimulatorOptions extends WorldOptions {
  /** Answer from this world instead of a generated one; the sizes are then ignored. */
  world?: World;
  /** https with a certificate made at start (default), or plain http. */
  tls?: boolean;
}

/** How to reach and sign in to one simulated cluster or standalone host. */
export interface SimulatedEndpoint {
  /** Cluster name, or node name of the standalone host. */
  name: string;
  host: '127.0.0.1';
  port: number;
  /** SHA-256, `AA:BB:…`; empty without TLS. */
  fingerprint: string;
  /** PEM; empty without TLS. */
  ca: string;
  username: typeof USERNAME;
  password: string;
  tokenName: string;
  tokenValue: string;
}

export interface ProxmoxSimulator extends WorldChanges {
  endpoints: SimulatedEndpoint[];
  world: World;
  faults: Faults;
  requests(): RequestSummary;
  resetRequests(): void;
  /** Hear of each request as it ends; call the result to stop. */
  onRequest(listener: (request: LoggedRequest) => void): () => void;
  stop(): Promise<void>;
}

/** A Proxmox VE to read from over real HTTP: one endpoint per cluster and one for the standalone host. */
export async function startProxmoxSimulator(
  options: ProxmoxSimulatorOptions = {},
): Promise<ProxmoxSimulator> {
  const world = options.world ?? generateWorld(options);
  const accounts = new Map(world.clusters.map((cluster) => [cluster.name, new Accounts(cluster)]));
  const faults = new Faults(world, accounts);
  const requests = new RequestLog();
  const changes = changesOf(world);
  const steer = steering(changes, faults, requests);

  const started = await Promise.all(
    [...accounts].map(async ([name, account], index) => {
      const certificate = options.tls === false ? undefined : await makeCertificate(`${name}.lab.example`);
      const cluster = world.clusters[index];
      const listener = await listen({
        world,
        cluster,
        accounts: account,
        faults,
        requests,
        steer,
        certificate,
      });
      const endpoint: SimulatedEndpoint = {
        name,
        host: '127.0.0.1',
        port: listener.port,
        fingerprint: certificate?.fingerprint ?? '',
        ca: certificate?.cert ?? '',
        username: USERNAME,
        password: account.password,
        tokenName: TOKEN_NAME,
        tokenValue: account.tokenValue,
      };
      return { listener, endpoint };
    }),
  );

  return {
    ...changes,
    endpoints: started.map(({ endpoint }) => endpoint),
    world,
    faults,
    requests: () => requests.summary(),
    resetRequests: () => requests.reset(),
    onRequest: (listener) => requests.onEnd(listener),
    stop: async () => {
      await Promise.all(started.map(({ listener }) => listener.close()));
    },
  };
}

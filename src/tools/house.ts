import axios, { type AxiosInstance } from 'axios';
import { randomBytes } from 'node:crypto';
import { type Config } from '../config/config';
import { Refused } from '../core/errors/errors';
import { serve, type Serving } from '../serve';
import {
  type NetboxSimulator,
  type NetboxSimulatorOptions,
  startNetboxSimulator,
} from '../simulators/netbox/simulator';
import {
  type ProxmoxSimulator,
  type ProxmoxSimulatorOptions,
  type SimulatedEndpoint,
  startProxmoxSimulator,
} from '../simulators/proxmox/simulator';

export const API = '/api/plugins/proxbox';

export interface HouseOptions {
  databaseUrl: string;
  dataDir: string;
  netbox?: NetboxSimulatorOptions;
  proxmox?: ProxmoxSimulatorOptions;
  /** Changes to the configuration of the program. */
  config?: Partial<Config>;
}

/** A run as REST shows it; counts and seconds. */
export interface RunJson {
  id: number;
  status: { value: string; label: string };
  mode: { value: string; label: string };
  error: string;
  created_count: number;
  updated_count: number;
  deleted_count: number;
  unchanged_count: number;
  conflict_count: number;
  failed_count: number;
  netbox_reads: number;
  netbox_writes: number;
  proxmox_reads: number;
  seconds: number;
  summary: Record<string, unknown>[];
}

/** Proxbox with its endpoints, and a script that talks to it. */
export interface Sidecar {
  readonly serving: Serving;
  /** REST of Proxbox, signed in with a NetBox token; answers of any status are returned. */
  readonly api: AxiosInstance;
  /** Starts a run and waits for its end, telling every frame of its stream on the way. */
  run(body?: Record<string, unknown>, onFrame?: (event: string, data: never) => void): Promise<RunJson>;
  close(): Promise<void>;
}

/** Everything in one process: simulated Proxmox VE and NetBox over real HTTP, and Proxbox with both as its endpoints. */
export interface House extends Sidecar {
  readonly netbox: NetboxSimulator;
  readonly proxmox: ProxmoxSimulator;
}

export interface SidecarOptions {
  databaseUrl: string;
  dataDir: string;
  netbox: { url: string; token: string };
  endpoints: readonly SimulatedEndpoint[];
  config?: Partial<Config>;
}

/** What a Proxbox of demo, tests and benchmarks is told: any free port, no limits, a key of its own. */
export function configOfHouse(
  config: Partial<Config> & Pick<Config, 'databaseUrl' | 'dataDir' | 'netbox'>,
): Config {
  return {
    port: 0,
    bindHost: '127.0.0.1',
    syncJobTimeoutMs: 7_200_000,
    encryptionKey: randomBytes(24).toString('hex'),
    logLevel: 'warn',
    rateLimit: 0,
    corsOrigins: [],
    exposeInternalErrors: false,
    // Where the simulated systems live.
    settings: { additionalAllowedIpRanges: '127.0.0.0/8' },
    ...config,
  };
}

/** Opens Proxbox on an empty database, between systems that run already. */
export async function openSidecar({
  databaseUrl,
  dataDir,
  netbox,
  endpoints,
  config,
}: SidecarOptions): Promise<Sidecar> {
  const serving = await serve(
    configOfHouse({ databaseUrl, dataDir, netbox: { ...netbox, verifySsl: true }, ...config }),
  );
  const api = apiOf(serving.url, netbox.token);
  for (const endpoint of endpoints) await addEndpoint(api, endpoint);
  const close = () => serving.close();
  return { serving, api, run: (body, onFrame) => runAndWatch(api, body, onFrame), close };
}

/** Opens the house on an empty database. */
export async function openHouse(options: HouseOptions): Promise<House> {
  const netbox = await startNetboxSimulator(options.netbox);
  const proxmox = await startProxmoxSimulator(options.proxmox);
  const { url, token } = netbox;
  const sidecar = await openSidecar({ ...options, netbox: { url, token }, endpoints: proxmox.endpoints });
  const close = async () => {
    await sidecar.close();
    await Promise.all([netbox.stop(), proxmox.stop()]);
  };
  return { ...sidecar, netbox, proxmox, close };
}

/** REST of the Proxbox at `url`, signed in with a NetBox token; answers of any status are returned. */
export function apiOf(url: string, token: string): AxiosInstance {
  return axios.create({
    baseURL: url,
    headers: { Authorization: `${token.startsWith('nbt_') ? 'Bearer' : 'Token'} ${token}` },
    validateStatus: () => true,
  });
}

/** Makes a simulated Proxmox VE known to Proxbox. */
export async function addEndpoint(api: AxiosInstance, endpoint: SimulatedEndpoint): Promise<void> {
  const { status, data } = await api.post<unknown>(`${API}/endpoints/proxmox/`, {
    name: endpoint.name,
    domain: endpoint.host,
    port: endpoint.port,
    username: endpoint.username,
    token_name: endpoint.tokenName,
    token_value: endpoint.tokenValue,
    fingerprint: endpoint.fingerprint,
  });
  if (status !== 201) throw new Refused(`The endpoint ${endpoint.name} was refused: ${JSON.stringify(data)}`);
}

/** Starts a run and waits for its end, telling every frame of its stream on the way. */
export async function runAndWatch(
  api: AxiosInstance,
  body: Record<string, unknown> = {},
  onFrame: (event: string, data: never) => void = () => undefined,
): Promise<RunJson> {
  const started = await api.post<RunJson>(`${API}/sync/runs/`, body);
  if (started.status !== 201) throw new Refused(`The run was refused: ${JSON.stringify(started.data)}`);
  const path = `${API}/sync/runs/${started.data.id}/`;
  const stream = await api.get<NodeJS.ReadableStream>(`${path}stream/`, { responseType: 'stream' });
  let rest = '';
  for await (const chunk of stream.data) {
    const frames = (rest + String(chunk)).split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) {
      const event = /^event: (.*)$/m.exec(frame)?.[1];
      const data = /^data: (.*)$/m.exec(frame)?.[1];
      if (event && data) onFrame(event, JSON.parse(data) as never);
    }
  }
  return (await api.get<RunJson>(path)).data;
}

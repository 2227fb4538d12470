import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config } from '../../src/config/config';
import {
  type ProxmoxSimulator,
  type ProxmoxSimulatorOptions,
  startProxmoxSimulator,
} from '../../src/simulators/proxmox/simulator';
import { openSidecar, type Sidecar } from '../../src/tools/house';
import { freshDatabase } from '../setup/database';
import { type NetboxApi, netboxUnderTest } from './netbox-api';

export interface BesideNetbox {
  readonly proxbox: Sidecar;
  readonly proxmox: ProxmoxSimulator;
  /** Stops everything, and removes from NetBox what our account has made there since. */
  close(): Promise<void>;
}

/** Proxbox between the real NetBox and a simulated Proxmox VE. */
export async function openBesideNetbox(
  netbox: NetboxApi,
  world: Omit<ProxmoxSimulatorOptions, 'now'>,
  config: Partial<Config> = {},
): Promise<BesideNetbox> {
  const newestBefore = await netbox.newestChange();
  const proxmox = await startProxmoxSimulator({ ...world, now: Math.floor(Date.now() / 1000) });
  const database = await freshDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'proxbox-netbox-'));
  const proxbox = await openSidecar({
    databaseUrl: database.url,
    dataDir,
    netbox: netboxUnderTest(),
    endpoints: proxmox.endpoints,
    config: { logLevel: 'fatal', ...config },
  });
  const close = async () => {
    await proxbox.close();
    await proxmox.stop();
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
    await netbox.forget(newestBefore);
  };
  return { proxbox, proxmox, close };
}

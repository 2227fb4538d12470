import { type NetboxSimulatorOptions, startNetboxSimulator } from '../../simulators/netbox/simulator';
import { type ProxmoxSimulatorOptions, startProxmoxSimulator } from '../../simulators/proxmox/simulator';
import { onTask, type Simulated } from './protocol';

export interface SimulatorsTask {
  netbox: NetboxSimulatorOptions;
  proxmox: ProxmoxSimulatorOptions;
}

/** Every client gets an empty NetBox of the same kind; they read the same Proxmox VE. */
onTask<SimulatorsTask>(async (task) => {
  const [proxbox, perObject, floor] = await Promise.all(
    ['proxbox', 'perObject', 'floor'].map(() => startNetboxSimulator(task.netbox)),
  );
  const proxmox = await startProxmoxSimulator(task.proxmox);
  process.on('message', ({ rename }: { rename: string }) => {
    const [{ name, guests }] = proxmox.world.clusters;
    const guest = [...guests.values()].find(({ status }) => status === 'running')!;
    proxmox.changeGuest(name, guest.vmid, { name: rename });
    process.send?.({ renamed: guest.vmid });
  });
  const reach = ({ url, token }: typeof proxbox) => ({ url, token });
  const simulated: Simulated = {
    endpoints: proxmox.endpoints,
    netbox: { proxbox: reach(proxbox), perObject: reach(perObject), floor: reach(floor) },
  };
  return simulated;
});

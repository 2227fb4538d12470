import { type ProxmoxSimulator } from '../../src/simulators/proxmox/simulator';
import { type Answer, ask } from './ask';

/** Reads a simulated world that was brought into the state of an example. */
type Replay = (simulator: ProxmoxSimulator) => Promise<Answer>;

const from = (simulator: ProxmoxSimulator, path: string) => ask(simulator.endpoints[0], path);
const login = (simulator: ProxmoxSimulator, password: string) =>
  ask(simulator.endpoints[0], '/access/ticket', {
    method: 'POST',
    form: { username: 'sync@pve', password },
    isSignedIn: false,
  });
/** Makes 102 a stopped or running virtual machine on pve-a1 whose agent key is as told, and asks its agent. */
const agentOf102 =
  (agent: string | null, status: 'running' | 'stopped') => async (simulator: ProxmoxSimulator) => {
    const { guests } = simulator.world.clusters[0];
    simulator.putGuest('lab-a', { ...guests.get(101)!, vmid: 102, node: 'pve-a1' });
    simulator.changeGuest('lab-a', 102, { status, agent: 'dead', config: { agent } });
    return from(simulator, '/nodes/pve-a1/qemu/102/agent/network-get-interfaces');
  };

/** How to bring about the failures among the examples, and what else is no plain read, by path and note. */
export const REPLAYS: Record<string, Replay> = {
  '/access/ticket password login': (simulator) => login(simulator, simulator.endpoints[0].password),
  '/access/ticket wrong password: 401 after a 3 s delay; same answer for unknown user, disabled user, wrong OTP':
    (simulator) => login(simulator, 'wrong'),
  '/access/ticket second factor needed': (simulator) => {
    simulator.faults.requireSecondFactor('lab-a', true);
    return login(simulator, simulator.endpoints[0].password);
  },
  '/nodes/{node}/status node down: proxied request fails; empty body, not JSON': (simulator) => {
    simulator.faults.nodeDown('pve-a3');
    return from(simulator, '/nodes/pve-a3/status');
  },
  '/nodes/{node}/status node name unknown to the cluster': (simulator) =>
    from(simulator, '/nodes/nope/status'),
  '/nodes/{node}/storage/{storage}/content storage offline': (simulator) => {
    simulator.putStorage('lab-a', { storage: 'nfs-old', type: 'nfs', content: 'backup', isShared: true });
    simulator.faults.setStorageOnline('lab-a', 'nfs-old', false);
    return from(simulator, '/nodes/pve-a1/storage/nfs-old/content');
  },
  '/nodes/{node}/qemu/{vmid}/config vmid not on that node (moved or gone)': (simulator) =>
    from(simulator, '/nodes/pve-a1/qemu/999/config'),
  '/nodes/{node}/qemu/{vmid}/config token without VM.Audit': (simulator) => {
    simulator.faults.separateToken('lab-a', { '/': ['Sys.Audit'] });
    return from(simulator, '/nodes/pve-a1/qemu/101/config');
  },
  '/nodes/{node}/qemu/{vmid}/config bad vmid in the path': (simulator) =>
    from(simulator, '/nodes/pve-a1/qemu/abc/config'),
  '/nodes/{node}/qemu/{vmid}/agent/network-get-interfaces no agent key in the config (immediate)': agentOf102(
    null,
    'running',
  ),
  '/nodes/{node}/qemu/{vmid}/agent/network-get-interfaces VM stopped': agentOf102('1', 'stopped'),
  '/nodes/{node}/qemu/{vmid}/agent/network-get-interfaces agent set but not answering: takes up to 3 s (guest-ping timeout)':
    agentOf102('1', 'running'),
  '/nodes/{node}/tasks/{upid}/status log file rotated away': (simulator) => {
    const { upid } = simulator.world.clusters[0].nodes[0].tasks.at(-1)!;
    simulator.removeTask('lab-a', upid);
    return from(simulator, `/nodes/pve-a1/tasks/${encodeURIComponent(upid)}/status`);
  },
  '/nodes/{node}/lxc/{vmid}/interfaces stopped container: data is null, status 200': (simulator) => {
    const { node } = simulator.changeGuest('lab-a', 104, { status: 'stopped' });
    return from(simulator, `/nodes/${node}/lxc/104/interfaces`);
  },
  '/cluster/ha/groups 9.x after the migration to rules': (simulator) => from(simulator, '/cluster/ha/groups'),
};

/** Of releases before 8.4, which the simulator does not play. */
export const TOO_OLD = [
  '/nodes/{node}/lxc/{vmid}/interfaces before pve-container 5.2.6 (PVE < 8.4): one address per family only',
];

/** Every key of a body with the type of its value, numbers in keys made alike: `.data[].net# string`. */
export function shapeOf(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => shapeOf(item, `${at}[]`));
  if (typeof value !== 'object' || value === null) return [`${at} ${value === null ? 'null' : typeof value}`];
  return Object.entries(value).flatMap(([key, item]) => shapeOf(item, `${at}.${key.replace(/\d+/g, '#')}`));
}

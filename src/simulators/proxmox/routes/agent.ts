import { ApiFailure } from '../reply';
import { agentInterfaces } from '../rows/interfaces';
import { type SimVersion } from '../world';
import { type SimGuest } from '../world/guests';
import { type Route, type Row } from './route';
import { guestOfPath } from './sight';

const COMMANDS: Record<string, (guest: SimGuest) => unknown> = {
  info: () => ({
    version: '10.0.2',
    supported_commands: ['guest-ping', 'guest-info', 'guest-network-get-interfaces'].map((name) => ({
      name,
      enabled: true,
      'success-response': true,
    })),
  }),
  'get-host-name': ({ config, vmid }) => ({ 'host-name': `${String(config.name ?? vmid)}.lab.example` }),
  'get-osinfo': (guest) => (guest.inside === 'windows' ? WINDOWS : DEBIAN),
  'get-fsinfo': (guest) => [
    {
      name: 'sda1',
      mountpoint: guest.inside === 'windows' ? 'C:\\' : '/',
      type: guest.inside === 'windows' ? 'NTFS' : 'ext4',
      'total-bytes': 42_949_672_960,
      'used-bytes': 9_663_676_416,
      disk: [
        {
          'bus-type': 'scsi',
          bus: 0,
          target: 0,
          unit: 0,
          dev: '/dev/sda1',
          serial: 'drive-scsi0',
          'pci-controller': { domain: 0, bus: 9, slot: 1, function: 0 },
        },
      ],
    },
  ],
  'network-get-interfaces': agentInterfaces,
};

const DEBIAN: Row = {
  id: 'debian',
  name: 'Debian GNU/Linux',
  'pretty-name': 'Debian GNU/Linux 13 (trixie)',
  version: '13 (trixie)',
  'version-id': '13',
  'kernel-release': '6.12.57+deb13-amd64',
  'kernel-version': '#1 SMP PREEMPT_DYNAMIC Debian 6.12.57-1',
  machine: 'x86_64',
};
const WINDOWS: Row = {
  id: 'mswindows',
  name: 'Microsoft Windows',
  'pretty-name': 'Windows 11 Pro',
  version: 'Microsoft Windows 11',
  'version-id': '11',
  variant: 'client',
  'variant-id': 'client',
  'kernel-release': '26100',
  'kernel-version': '10.0',
  machine: 'x86_64',
};

/** Only in PVEAuditor since 9.0; the earlier privilege is not. */
function needs(version: SimVersion) {
  const privileges =
    version === '8.4' ? ['VM.Monitor'] : ['VM.GuestAgent.Audit', 'VM.GuestAgent.Unrestricted'];
  return { path: '/vms/{vmid}', privileges };
}

export const AGENT_ROUTES: readonly Route[] = Object.entries(COMMANDS).map(([command, answer]) => ({
  path: `/nodes/{node}/qemu/{vmid}/agent/${command}`,
  needs,
  data: (call) => {
    const guest = guestOfPath(call, 'qemu');
    failUnlessPinged(guest);
    return { result: guest.agent === 'refuses' ? refusal(command) : answer(guest) };
  },
}));

/** In the order of a real host. A key that says 0 counts as configured there, and nobody answers. */
function failUnlessPinged({ vmid, config, status, agent }: SimGuest): void {
  if (config.agent === undefined) throw new ApiFailure(500, 'No QEMU guest agent configured');
  if (status === 'stopped') throw new ApiFailure(500, `VM ${vmid} is not running`);
  const isOff = /^(?:enabled=)?0/.test(String(config.agent));
  if (agent !== 'dead' && !isOff) return;
  throw Object.assign(new ApiFailure(500, 'QEMU guest agent is not running'), { waits: 'agentDelayMs' });
}

/** Refused inside the guest, which is no failure of the API. */
function refusal(command: string) {
  return { error: { class: 'CommandNotFound', desc: `The command guest-${command} has not been found` } };
}

import { type GuestConfig } from './guests';

/** Keys that few virtual machines have, by the guest's position modulo 20. */
const OF_QEMU: Record<number, GuestConfig> = {
  10: {
    machine: 'q35',
    balloon: 2048,
    startup: 'order=2,up=30',
    protection: 1,
    hostpci0: '0000:01:00.0,pcie=1',
    usb0: 'host=1a86:7523',
    serial0: 'socket',
    vga: 'serial0',
    hookscript: 'local:snippets/hook.pl',
  },
  11: { sockets: 2, cores: 2, vcpus: 3, cpulimit: 2 },
  13: { cicustom: ' ', args: '-device virtio-rng-pci' },
  17: { agent: 'enabled=1,fstrim_cloned_disks=1,type=virtio', lock: 'backup' },
};

/** The same of containers. */
const OF_LXC: Record<number, GuestConfig> = {
  12: { features: 'nesting=1,keyctl=1', startup: 'order=1', timezone: 'host', tty: 2 },
  16: { protection: 1, cmode: 'console' },
};

export function odditiesOf(type: 'qemu' | 'lxc', position: number): GuestConfig {
  return (type === 'qemu' ? OF_QEMU : OF_LXC)[position % 20] ?? {};
}

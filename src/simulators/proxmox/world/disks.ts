import { type Place } from './place';
import { type Role } from './roles';

type Lines = Record<string, string>;

const ISO = 'local:iso/debian-13.1.0-amd64-netinst.iso,media=cdrom,size=783M';

/** The file that a linked clone of the template stands on, on a directory storage. */
const TEMPLATE_FILE = (vmid: number) => `${vmid}/base-${vmid}-disk-1.qcow2`;

/** More drives of virtual machines, by the guest's position modulo 20: every bus, and the odd values people have. */
const QEMU_EXTRAS: Record<number, (vmid: number) => Lines> = {
  3: (vmid) => ({ scsi1: `nas:${TEMPLATE_FILE(100)}/${vmid}/vm-${vmid}-disk-1.qcow2,size=20G` }),
  5: (vmid) => ({ sata0: `local-lvm:vm-${vmid}-disk-1,size=500G,ssd=1`, ide2: ISO }),
  7: (vmid) => ({
    virtio3: `local-lvm:vm-${vmid}-disk-1,iothread=1,size=120G`,
    unused0: `local-lvm:vm-${vmid}-disk-9`,
  }),
  10: (vmid) => ({
    scsi7: `local-lvm:vm-${vmid}-disk-1,backup=0,size=32.5G`,
    unused0: `nas:${vmid}/vm-${vmid}-disk-7.raw`,
  }),
  15: (vmid) => ({
    scsi1: `/dev/disk/by-id/ata-EXAMPLE_${vmid}`,
    ide0: `local-lvm:vm-${vmid}-disk-1,size=528K`,
  }),
  17: (vmid) => ({
    sata5: `local-lvm:vm-${vmid}-disk-1,cache=writeback,size=4096M`,
    ide2: 'cdrom,media=cdrom',
  }),
  19: (vmid) => ({ virtio1: `nas:${vmid}/vm-${vmid}-disk-3.raw,size=1T` }),
};

/** The slot that a virtual machine boots from. */
export function bootDiskOf(role: Role): 'virtio0' | 'scsi0' {
  return role.name === 'win' ? 'virtio0' : 'scsi0';
}

/** The drives of a virtual machine: its role's and position's, or exactly as many disks as the world's sizes say. */
export function qemuDisks(position: number, vmid: number, role: Role, place: Place): Lines {
  const count = place.sizes.disks;
  const boot = bootDiskOf(role);
  const storage = role.name !== 'db' ? 'local-lvm' : place.isStandalone ? 'nas' : 'ceph-vm';
  const volume = storage === 'nas' ? `${vmid}/vm-${vmid}-disk-0.qcow2` : `vm-${vmid}-disk-0`;
  const lines: Lines = { [boot]: `${storage}:${volume},discard=on,iothread=1,size=${role.diskGb}G` };
  lines.ide2 =
    role.name === 'app' ? `local-lvm:vm-${vmid}-cloudinit,media=cdrom,size=4M` : 'none,media=cdrom';
  if (count !== undefined) {
    if (count === 0) delete lines[boot];
    for (let index = 1; index < count; index += 1) {
      lines[`scsi${index}`] = `local-lvm:vm-${vmid}-disk-${index},discard=on,size=${50 * index}G`;
    }
    return lines;
  }
  if (role.name === 'db') lines.scsi1 = `nas:${vmid}/vm-${vmid}-disk-1.qcow2,backup=0,size=200G`;
  if (role.name === 'win') {
    lines.efidisk0 = `local-lvm:vm-${vmid}-disk-1,efitype=4m,pre-enrolled-keys=1,size=4M`;
    lines.tpmstate0 = `local-lvm:vm-${vmid}-disk-2,size=4M,version=v2.0`;
  }
  return { ...lines, ...QEMU_EXTRAS[position % 20]?.(vmid) };
}

/** The root file system and mount points of a container. */
export function lxcDisks(position: number, vmid: number, role: Role, node: string, place: Place): Lines {
  const count = place.sizes.disks;
  const isOnZfs = count === undefined && role.name === 'cache' && node === place.nodeNames[0];
  const volume = isOnZfs ? `local-zfs:subvol-${vmid}-disk-0` : `local-lvm:vm-${vmid}-disk-0`;
  // A root file system made by hand may lack its size.
  const size = count === undefined && position % 20 === 14 ? '' : `,size=${role.diskGb}G`;
  const lines: Lines = { rootfs: `${volume}${size}` };
  if (count !== undefined) {
    for (let index = 1; index < count; index += 1) {
      lines[`mp${index - 1}`] = `local-lvm:vm-${vmid}-disk-${index},mp=/srv/${index},size=${50 * index}G`;
    }
    return lines;
  }
  if (role.name === 'git') {
    lines.mp0 = `local-lvm:vm-${vmid}-disk-1,mp=/srv/data,backup=1,size=100G`;
    lines.mp1 = '/mnt/share,mp=/mnt/share,shared=1';
  }
  if (position % 20 === 18) lines.unused0 = `local-lvm:vm-${vmid}-disk-5`;
  return lines;
}

/** The drives of the template that each cluster has, the base of linked clones among them. */
export function templateDisks(vmid: number): Lines {
  return {
    scsi0: `local-lvm:base-${vmid}-disk-0,size=4G`,
    scsi1: `nas:${TEMPLATE_FILE(vmid)},size=20G`,
    ide2: 'none,media=cdrom',
  };
}

import { cardsOf, disksOf } from './guest-hardware';

const GIB = 1024 ** 3;

test('the disks of a virtual machine are those that hold data, on every bus, in the order of their slots', () => {
  const disks = disksOf('qemu', {
    scsi10: 'ceph-vm:vm-101-disk-3,size=1T',
    scsi2: 'nas:101/vm-101-disk-1.qcow2,size=1.5G',
    virtio0: 'local-lvm:vm-101-disk-0,size=40G',
    sata0: 'local-lvm:vm-101-disk-4,size=4G',
    ide0: '/dev/disk/by-id/ata-X',
    efidisk0: 'local-lvm:vm-101-disk-5,efitype=4m,size=528K',
    tpmstate0: 'local-lvm:vm-101-disk-6,size=4M,version=v2.0',
    ide2: 'local:iso/debian.iso,media=cdrom,size=600M',
    ide3: 'local-lvm:vm-101-cloudinit,media=cdrom,size=4M',
    scsi3: 'local-lvm:vm-101-cloudinit',
    scsi4: 'none',
    unused0: 'local-lvm:vm-101-disk-9',
    scsihw: 'virtio-scsi-single',
  });
  expect(disks.map(({ slot, storage, format, sizeBytes }) => [slot, storage, format, sizeBytes])).toEqual([
    ['efidisk0', 'local-lvm', undefined, 528 * 1024],
    ['ide0', undefined, undefined, undefined],
    ['sata0', 'local-lvm', undefined, 4 * GIB],
    ['scsi2', 'nas', 'qcow2', 1.5 * GIB],
    ['scsi10', 'ceph-vm', undefined, 1024 * GIB],
    ['tpmstate0', 'local-lvm', undefined, 4 * 1024 ** 2],
    ['virtio0', 'local-lvm', undefined, 40 * GIB],
  ]);
});

test('the disks of a container are its root and its mount points', () => {
  const disks = disksOf('lxc', {
    rootfs: 'local-lvm:vm-201-disk-0,size=8G',
    mp0: 'local-lvm:vm-201-disk-1,mp=/srv,size=100G',
    mp1: '/mnt/share,mp=/mnt/share,shared=1',
  });
  expect(disks.map(({ slot, sizeBytes }) => [slot, sizeBytes])).toEqual([
    ['mp0', 100 * GIB],
    ['mp1', undefined],
    ['rootfs', 8 * GIB],
  ]);
});

test('cards are found across gaps, with the addresses that cloud-init or the container sets', () => {
  expect(
    cardsOf('qemu', {
      net0: 'virtio=BC:24:11:00:00:01,bridge=vmbr0',
      net2: 'e1000=BC:24:11:00:00:02,bridge=vmbr1,tag=30',
      ipconfig2: 'ip=192.0.2.5/24,gw=192.0.2.1,ip6=auto',
    }).map(({ slot, model, vlan, addresses }) => [slot, model, vlan, addresses]),
  ).toEqual([
    ['net0', 'virtio', undefined, []],
    ['net2', 'e1000', 30, ['192.0.2.5/24']],
  ]);
  expect(
    cardsOf('lxc', { net1: 'name=eth1,hwaddr=BC:24:11:00:00:03,ip=dhcp,ip6=2001:db8::5/64' }),
  ).toMatchObject([{ slot: 'net1', name: 'eth1', addresses: ['2001:db8::5/64'] }]);
});

test.each([
  'e1000', 'e1000-82540em', 'e1000-82544gc', 'e1000-82545em', 'e1000e', 'i82551', 'i82557b', 'i82559er', 'ne2k_isa',
  'ne2k_pci', 'pcnet', 'rtl8139', 'virtio', 'vmxnet3',
])('the MAC address of a card of the model %s is found (defect 17)', (model) => {
  const [card] = cardsOf('qemu', { net0: `${model}=BC:24:11:00:00:02,bridge=vmbr1` });
  expect(card).toMatchObject({ model, mac: 'BC:24:11:00:00:02' });
}); // prettier-ignore

import {
  parseAgentEnabled,
  parseDrive,
  parseNetworkCard,
  parseProperties,
  parseSizeBytes,
  parseSmbiosUuid,
  parseTags,
} from './property-string';

const GIB = 1024 ** 3;

test.each([
  ['40G', 40 * GIB],
  ['1.5T', 1.5 * 1024 * GIB],
  ['528K', 528 * 1024],
  ['4M', 4 * 1024 ** 2],
  ['1048576', 1_048_576],
  ['32g', 32 * GIB],
  ['', undefined],
  ['12X', undefined],
  ['-1G', undefined],
  [undefined, undefined],
])('the size %p is %p bytes', (text, bytes) => {
  expect(parseSizeBytes(text)).toBe(bytes);
});

test('properties keep values with colons and semicolons, and name the first part if asked to', () => {
  expect(parseProperties('virtio=BC:24:11:3A:00:02,bridge=vmbr1,trunks=10;20;30-40,rate=12.5')).toEqual({
    virtio: 'BC:24:11:3A:00:02',
    bridge: 'vmbr1',
    trunks: '10;20;30-40',
    rate: '12.5',
  });
  expect(parseProperties('a,b=1,c', 'first')).toEqual({ first: 'a', b: '1' });
  expect(parseProperties('', 'first')).toEqual({});
});

test.each([
  [
    'local-lvm:vm-101-disk-0,discard=on,size=40G',
    { volume: 'local-lvm:vm-101-disk-0', sizeBytes: 40 * GIB, isCdrom: false },
  ],
  [
    'file=nas:101/vm-101-disk-1.qcow2,size=1.5G',
    { volume: 'nas:101/vm-101-disk-1.qcow2', sizeBytes: 1.5 * GIB, isCdrom: false },
  ],
  ['none,media=cdrom', { volume: 'none', isCdrom: true }],
  ['cdrom,media=cdrom', { volume: 'cdrom', isCdrom: true }],
  [
    'local-lvm:vm-104-cloudinit,media=cdrom,size=4M',
    { volume: 'local-lvm:vm-104-cloudinit', sizeBytes: 4 * 1024 ** 2, isCdrom: true },
  ],
  ['/dev/disk/by-id/ata-X', { volume: '/dev/disk/by-id/ata-X', isCdrom: false }],
  [
    'volume=local-lvm:vm-201-disk-0,mp=/srv,size=8G',
    { volume: 'local-lvm:vm-201-disk-0', sizeBytes: 8 * GIB, isCdrom: false },
  ],
])('the drive %s is understood', (text, drive) => {
  expect(parseDrive(text)).toEqual(drive);
});

test.each([
  [
    'virtio=bc:24:11:3a:00:01,bridge=vmbr0,firewall=1,tag=30',
    { model: 'virtio', mac: 'BC:24:11:3A:00:01', bridge: 'vmbr0', vlan: 30 },
  ],
  [
    'model=e1000,macaddr=BC:24:11:3A:00:02,bridge=vnet10',
    { model: 'e1000', mac: 'BC:24:11:3A:00:02', bridge: 'vnet10' },
  ],
  [
    'virtio=BC:24:11:3A:00:04,bridge=vmbr0,trunks=10;20;30-32;0;20,mtu=1,link_down=1',
    {
      model: 'virtio',
      mac: 'BC:24:11:3A:00:04',
      bridge: 'vmbr0',
      trunks: [10, 20, 30, 31, 32],
      mtu: 1,
      isLinkDown: true,
    },
  ],
  ['virtio,bridge=vmbr0', { model: 'virtio', bridge: 'vmbr0' }],
  ['virtio=BC:24:11:3A:00:03', { model: 'virtio', mac: 'BC:24:11:3A:00:03' }],
  [
    'name=eth0,bridge=vmbr0,hwaddr=BC:24:11:3B:00:01,ip=dhcp,type=veth',
    { name: 'eth0', mac: 'BC:24:11:3B:00:01', bridge: 'vmbr0' },
  ],
])('the network card %s is understood', (text, card) => {
  expect(parseNetworkCard(text)).toEqual({ trunks: [], isLinkDown: false, ...card });
});

test.each([
  ['prod;web', ['prod', 'web']],
  ['b, a  c', ['b', 'a', 'c']],
  ['x;;x;', ['x']],
  ['', []],
  [undefined, []],
])('the tags %p are %p', (text, tags) => {
  expect(parseTags(text)).toEqual(tags);
});

test.each([
  ['1', true],
  ['enabled=1,fstrim_cloned_disks=1,type=virtio', true],
  ['1,type=isa', true],
  ['0', false],
  ['enabled=0', false],
  ['fstrim_cloned_disks=1', false],
  [undefined, false],
])('the agent setting %p is %p', (text, isEnabled) => {
  expect(parseAgentEnabled(text)).toBe(isEnabled);
});

test('the SMBIOS UUID is found beside other keys and lower-cased', () => {
  expect(parseSmbiosUuid('base64=1,uuid=3E0FB7B2-6F1D-4C5E-9A55-0D5B6A1F0001,serial=eA==')).toBe(
    '3e0fb7b2-6f1d-4c5e-9a55-0d5b6a1f0001',
  );
  expect(parseSmbiosUuid('serial=x')).toBeUndefined();
});

export interface SimStorage {
  storage: string;
  type: string;
  content: string;
  isShared: boolean;
  isDisabled?: boolean;
  /** Defined and enabled, but its server does not answer. */
  isOffline?: boolean;
  /** Only on these nodes; everywhere when absent. */
  nodes?: string[];
  totalBytes: number;
  usedBytes: number;
  /** Keys that only this type of storage has. */
  settings: Record<string, string | number>;
  /** ISO images and container templates; disks follow from the guests' configs, backups are kept apart. */
  files: SimFile[];
}

export interface SimFile {
  volid: string;
  content: 'iso' | 'vztmpl';
  format: string;
  size: number;
  ctime: number;
}

const GIB = 1024 ** 3;

/** What every host has, and a ZFS pool that only the first of them has. */
export function localStorages(firstNode: string): SimStorage[] {
  return [
    {
      storage: 'local',
      type: 'dir',
      content: 'backup,iso,vztmpl',
      isShared: false,
      totalBytes: 94 * GIB,
      usedBytes: 20 * GIB,
      settings: { path: '/var/lib/vz', 'prune-backups': 'keep-last=3' },
      files: [
        iso('debian-13.1.0-amd64-netinst.iso', 821_035_008, 1_755_000_000),
        iso('virtio-win-0.1.271.iso', 725_000_192, 1_755_000_100),
        {
          volid: 'local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst',
          content: 'vztmpl',
          format: 'tzst',
          size: 125_829_120,
          ctime: 1_755_000_001,
        },
      ],
    },
    {
      storage: 'local-lvm',
      type: 'lvmthin',
      content: 'images,rootdir',
      isShared: false,
      totalBytes: 800 * GIB,
      usedBytes: 300 * GIB,
      settings: { vgname: 'pve', thinpool: 'data' },
      files: [],
    },
    {
      storage: 'local-zfs',
      type: 'zfspool',
      content: 'images,rootdir',
      isShared: false,
      nodes: [firstNode],
      totalBytes: 1800 * GIB,
      usedBytes: 120 * GIB,
      settings: { pool: 'rpool/data', sparse: 1, mountpoint: '/rpool/data' },
      files: [],
    },
  ];
}

export function sharedStorages(cluster: string): SimStorage[] {
  return [
    {
      storage: 'ceph-vm',
      type: 'rbd',
      content: 'images,rootdir',
      isShared: true,
      totalBytes: 3000 * GIB,
      usedBytes: 900 * GIB,
      settings: { pool: 'vm', krbd: 0, monhost: '192.0.2.71 192.0.2.72', username: 'admin' },
      files: [],
    },
    {
      storage: 'nas',
      type: 'nfs',
      content: 'backup,images',
      isShared: true,
      totalBytes: 8000 * GIB,
      usedBytes: 2500 * GIB,
      settings: {
        server: '192.0.2.80',
        export: '/srv/nfs/pve',
        path: '/mnt/pve/nas',
        options: 'vers=4.2',
        'prune-backups': 'keep-all=1',
        'max-protected-backups': 5,
        preallocation: 'metadata',
      },
      files: [],
    },
    {
      storage: 'pbs',
      type: 'pbs',
      content: 'backup',
      isShared: true,
      totalBytes: 8000 * GIB,
      usedBytes: 2000 * GIB,
      settings: {
        server: '192.0.2.90',
        port: 8007,
        datastore: 'main',
        namespace: cluster,
        username: 'backup@pbs',
        fingerprint: Array(32).fill('AB').join(':'),
      },
      files: [],
    },
    {
      storage: 'nas-old',
      type: 'nfs',
      content: 'backup',
      isShared: true,
      isDisabled: true,
      totalBytes: 0,
      usedBytes: 0,
      settings: { server: '192.0.2.81', export: '/srv/old', path: '/mnt/pve/nas-old' },
      files: [],
    },
  ];
}

export function isStorageOn({ nodes }: SimStorage, node: string): boolean {
  return !nodes || nodes.includes(node);
}

function iso(name: string, size: number, ctime: number): SimFile {
  return { volid: `local:iso/${name}`, content: 'iso', format: 'iso', size, ctime };
}

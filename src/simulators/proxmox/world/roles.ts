/** What a guest is for; the roles are dealt out in turn. */
export interface Role {
  name: string;
  type: 'qemu' | 'lxc';
  cores: number;
  memoryMb: number;
  diskGb: number;
  tags?: string;
  note?: string;
}

export const ROLES: readonly Role[] = [
  {
    name: 'web',
    type: 'qemu',
    cores: 4,
    memoryMb: 8192,
    diskGb: 40,
    tags: 'prod;web',
    note: 'Web front end\nowner: team-x\nrun: https://wiki.example/web',
  },
  { name: 'db', type: 'qemu', cores: 4, memoryMb: 16384, diskGb: 100, tags: 'db;prod', note: 'PostgreSQL' },
  { name: 'dns', type: 'lxc', cores: 2, memoryMb: 512, diskGb: 8, tags: 'infra', note: 'resolver' },
  { name: 'app', type: 'qemu', cores: 2, memoryMb: 4096, diskGb: 32, tags: 'prod' },
  { name: 'proxy', type: 'lxc', cores: 1, memoryMb: 1024, diskGb: 8, tags: 'infra;web' },
  { name: 'mail', type: 'qemu', cores: 2, memoryMb: 4096, diskGb: 60, tags: 'infra' },
  { name: 'cache', type: 'lxc', cores: 2, memoryMb: 2048, diskGb: 8, tags: 'prod' },
  { name: 'ci', type: 'qemu', cores: 8, memoryMb: 16384, diskGb: 80, tags: 'test', note: 'Build runner' },
  { name: 'git', type: 'lxc', cores: 2, memoryMb: 2048, diskGb: 50 },
  { name: 'win', type: 'qemu', cores: 4, memoryMb: 8192, diskGb: 120, tags: 'office' },
];

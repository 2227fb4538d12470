import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../src/config/project-root';

const KEYS = ['netbox_reads', 'netbox_writes', 'peak_rss_mb', 'proxmox_reads', 'seconds'];

it('the benchmark measures three runs and two reference clients, and ends with one line of JSON', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'proxbox-bench-'));
  const typescript = join(projectRoot, 'test', 'jobs', 'typescript.cjs');
  const env = {
    ...process.env,
    DATABASE_URL: process.env.PROXBOX_TEST_DATABASE_URL,
    PROXBOX_DATA_DIR: dataDir,
    NODE_OPTIONS: `--require ${typescript}`,
  };
  const program = join(projectRoot, 'src', 'tools', 'benchmark.ts');
  const args = [program, '--guests', '40', '--no-cost', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env, timeout: 110_000 });
  rmSync(dataDir, { recursive: true, force: true });
  const { guests, ...measures } = JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, never>;
  expect(guests).toBe(40);
  expect(Object.keys(measures).sort()).toEqual(['first', 'floor', 'one_changed', 'per_object', 'unchanged']);
  for (const measure of Object.values(measures)) expect(Object.keys(measure).sort()).toEqual(KEYS);
  const { unchanged, one_changed, floor } = measures as Record<
    string,
    { netbox_reads: number; netbox_writes: number }
  >;
  expect(unchanged).toMatchObject({ netbox_writes: 0 });
  expect(unchanged.netbox_reads).toBeLessThan(40);
  expect([1, 2]).toContain(one_changed.netbox_writes);
  expect(floor.netbox_reads).toBe(0);
}, 120_000);

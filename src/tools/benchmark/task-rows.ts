import { withConnection } from '../../core/database/connection';
import { netboxObject } from '../../models/netbox-object.model';
import { vmTaskHistory } from '../../models/vm-task-history.model';

const GUESTS = 10_000;

/** Fills the task history up to so many rows of 10,000 guests, inside PostgreSQL, and lets it look at what it has. */
export async function fillTaskHistory(databaseUrl: string, rows: number): Promise<void> {
  await withConnection(databaseUrl, async (client) => {
    await client.query(
      `INSERT INTO "${netboxObject.table}" (object_type, object_id, name, sort_name)
       SELECT 'virtualization.virtualmachine', n, 'guest-' || n, 'guest-' || lpad(n::text, 8, '0')
       FROM generate_series(1, ${GUESTS}) AS n ON CONFLICT DO NOTHING`,
    );
    await client.query(
      `INSERT INTO "${vmTaskHistory.table}" (virtual_machine_id, vm_type, upid, node, pid, task_id, task_type, username,
         start_time, end_time, description, status)
       SELECT 1 + ((n::bigint * 7919) % ${GUESTS})::integer, CASE WHEN n % 3 = 0 THEN 'lxc' ELSE 'qemu' END,
         'UPID:pve' || n % 20 || ':' || lpad(to_hex(n), 8, '0') || ':' || n, 'pve' || n % 20, n % 100000,
         (100 + n % ${GUESTS})::text, (ARRAY['qmstart', 'qmstop', 'vzdump', 'qmigrate', 'vzstart'])[1 + n % 5],
         CASE WHEN n % 50 = 0 THEN 'admin@pve' ELSE 'root@pam' END,
         timestamptz '2024-01-01' + n * interval '37 seconds',
         timestamptz '2024-01-01' + n * interval '37 seconds' + (n % 300) * interval '1 second',
         'VM ' || 100 + n % ${GUESTS} || ' - Start', CASE WHEN n % 1000 = 0 THEN 'unable to read tail ' || n ELSE 'OK' END
       FROM generate_series((SELECT coalesce(max(id), 0) + 1 FROM "${vmTaskHistory.table}"), ${rows}) AS n`,
    );
    await client.query('VACUUM ANALYZE');
  });
}

/** The n-th task that is not there yet, as a create request says it. */
export function newTask(n: number): Record<string, unknown> {
  return {
    virtual_machine: 1 + (n % GUESTS),
    vm_type: 'qemu',
    upid: `UPID:pve1:new:${n}`,
    node: 'pve1',
    task_type: 'qmstart',
    username: 'root@pam',
    start_time: new Date(Date.UTC(2027, 0, 1) + n * 1000).toISOString(),
    description: `VM ${n} - Start`,
    status: 'OK',
  };
}

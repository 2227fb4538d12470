import { lastValueFrom, toArray } from 'rxjs';
import { NetboxClient } from '../../clients/netbox/netbox-client';
import { measured, onTask } from './protocol';
import { type Payload } from './payloads';

/** The least that NetBox takes: finished payloads in lists, by two writers, without a look at what is there. */
onTask<{ netbox: { url: string; token: string }; payloads: Payload[] }>(async ({ netbox, payloads }) => {
  const client = new NetboxClient(netbox);
  const { seconds, peak_rss_mb } = await measured(async () => {
    for (const { path, label, rows, isCompletion } of payloads) {
      const written = isCompletion
        ? client.updateMany(path, rows as { id: number }[])
        : client.createMany(path, rows);
      const outcomes = await lastValueFrom(written.pipe(toArray()));
      const failed = outcomes.find((outcome) => outcome.status === 'failed');
      if (failed) throw new Error(`A ${label} was refused: ${JSON.stringify(failed)}`);
    }
  });
  const { reads, writes } = client.counts;
  client.close();
  return { seconds, netbox_reads: reads, netbox_writes: writes, proxmox_reads: 0, peak_rss_mb };
});

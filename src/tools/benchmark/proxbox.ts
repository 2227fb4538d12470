import 'reflect-metadata';
import { keepMemorySmall } from '../../process';
import { openSidecar, type SidecarOptions } from '../house';
import { type Measure, measured, onTask } from './protocol';

/** Proxbox in a process of its own: one run for each message, measured; the first begins at once. */
onTask<SidecarOptions>(async (options) => {
  keepMemorySmall();
  const sidecar = await openSidecar(options);
  const once = async (): Promise<Measure> => {
    const { result, seconds, peak_rss_mb } = await measured(() => sidecar.run());
    if (result.status.value !== 'completed')
      throw new Error(`A run ended as ${result.status.label}: ${result.error}`);
    const { netbox_reads, netbox_writes, proxmox_reads } = result;
    return { seconds, netbox_reads, netbox_writes, proxmox_reads, peak_rss_mb };
  };
  process.on('message', ({ end }: { end?: boolean }) => {
    const next = end ? sidecar.close().then(() => ({ closed: true })) : once();
    next.then(
      (answer) => process.send?.(answer),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  return once();
});

import { rmSync } from 'node:fs';
import { takeKept } from './kept';

/** Stops what the set-up brought up and removes its folder. */
export default async function stop(): Promise<void> {
  const kept = takeKept();
  if (!kept) return;
  await kept.database.stop();
  rmSync(kept.dataDir, { recursive: true, force: true });
}

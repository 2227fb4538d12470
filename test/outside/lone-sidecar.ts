import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { customField } from '../../src/core/features/custom-field.model';
import { models } from '../../src/models';
import { startNetboxSimulator } from '../../src/simulators/netbox/simulator';
import { openSidecar, type Sidecar } from '../../src/tools/house';
import { Examples } from '../contract/example';
import { freshDatabase } from '../setup/database';

/** Proxbox with a simulated NetBox that knows its accounts, and no Proxmox VE. */
export interface LoneSidecar extends Sidecar {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** A NetBox token that may write. */
  readonly token: string;
}

/** Opens it on a database of its own, with some rows of each model. */
export async function openLoneSidecar(rowsOfEach: number): Promise<LoneSidecar> {
  const database = await freshDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'proxbox-lone-'));
  const { url, token, stop } = await startNetboxSimulator();
  const sidecar = await openSidecar({
    databaseUrl: database.url,
    dataDir,
    netbox: { url, token },
    endpoints: [],
    config: { logLevel: 'fatal' },
  });
  const { dataSource } = sidecar.serving.program;
  const examples = new Examples(dataSource, models);
  for (const model of models.filter(({ isSingleton }) => !isSingleton)) {
    for (let n = 1; n <= rowsOfEach; n += 1) await examples.rowOf(model, n);
  }
  // Custom fields are about rows of other models, which would have to obey what an example happens to demand.
  await dataSource.query(`UPDATE "${customField.table}" SET required = false, "default" = NULL`);
  return {
    ...sidecar,
    url: sidecar.serving.url,
    token,
    close: async () => {
      await sidecar.close();
      await stop();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DataSource } from 'typeorm';
import { contentTypeOf } from '../../src/core/model/content-type';
import { type AnyModel, type AnyRow, type Fields } from '../../src/core/model/define-model';
import { models } from '../../src/models';
import { startNetboxSimulator } from '../../src/simulators/netbox/simulator';
import { startProxmoxSimulator } from '../../src/simulators/proxmox/simulator';
import { addEndpoint, openSidecar, type Sidecar } from '../../src/tools/house';
import { Examples } from '../contract/example';
import { freshDatabase } from '../setup/database';

export interface SeenHouse extends Sidecar {
  databaseUrl: string;
  dataSource: DataSource;
  /** Adds the simulated Proxmox VE, syncs it, and stores rows of what no sync fills; gives a row of each model that has everything. */
  furnish(): Promise<Map<AnyModel, number>>;
  /** Where the custom links of NetBox lead to. */
  linksFromNetbox(): string[];
}

/** The whole program, which knows a NetBox and nothing else yet: `admin` with the password `admin` can sign in. */
export async function openSeenHouse(): Promise<SeenHouse> {
  const database = await freshDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'proxbox-seen-'));
  const netbox = await startNetboxSimulator({
    users: [{ username: 'admin', password: 'admin', superuser: true }],
  });
  const proxmox = await startProxmoxSimulator({ guests: 20 });
  const sidecar = await openSidecar({
    databaseUrl: database.url,
    dataDir,
    netbox: { url: netbox.url, token: netbox.token },
    endpoints: [],
    config: { logLevel: 'fatal' },
  });
  const { dataSource } = sidecar.serving.program;
  return {
    ...sidecar,
    databaseUrl: database.url,
    dataSource,
    furnish: async () => {
      for (const endpoint of proxmox.endpoints) await addEndpoint(sidecar.api, endpoint);
      const run = await sidecar.run();
      expect(run.status.value).toBe('completed');
      return storeRows(dataSource);
    },
    linksFromNetbox: () => {
      const [machine] = netbox.rows('virtualization/virtual-machines');
      return machine ? [`/plugins/proxbox/inside/virtualization.virtualmachine/${String(machine.id)}/`] : [];
    },
    close: async () => {
      await sidecar.close();
      await Promise.all([netbox.stop(), proxmox.stop()]);
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Three rows at least of each model; the one that is named has everything that a row can have. */
async function storeRows(dataSource: DataSource): Promise<Map<AnyModel, number>> {
  const store = async (name: string, values: object): Promise<number> => {
    const { identifiers } = await dataSource.getRepository(name).insert(values as never);
    return Number(identifiers[0].id);
  };
  const tagIds: number[] = [];
  for (const [name, color] of [['Production', '2f6a31'], ['Backed up daily', 'ffeb3b'], ['Proxbox rows', 'ff5722']]) {
    tagIds.push(await store('tag', { name, slug: name.toLowerCase().replace(/ /g, '-'), color }));
  } // prettier-ignore
  const objectTypes = models.filter((model) => !model.isPlain).map(contentTypeOf);
  const custom = { objectTypes, choices: [], default: null, groupName: 'Business' };
  await store('custom-field', { ...custom, name: 'owner', type: 'text', description: 'Who pays' });
  await store('custom-field', { ...custom, name: 'leased', type: 'boolean' });
  await store('custom-field', { ...custom, name: 'rack', type: 'select', groupName: '', choices: [['a', 'Rack A'], ['b', 'Rack B']] }); // prettier-ignore

  const examples = new Examples(dataSource, models);
  const rows = new Map<AnyModel, number>();
  for (const model of models) {
    const repository = dataSource.getRepository<AnyRow>(model.name);
    const known = await repository.find({ order: { id: 'ASC' }, take: 3 });
    for (let n = known.length; n < 3 && !model.isSingleton; n += 1)
      known.push(await examples.rowOf(model, n));
    const [{ id }] = known;
    rows.set(model, id);
    if (!model.isPlain) {
      const hasNotes = Object.hasOwn(model.fields as Fields, 'comments');
      await repository.update({ id }, {
        tagIds, customFieldData: { owner: 'Team A', leased: true, rack: 'a' },
        ...(hasNotes && { comments: '## Where it is\n\n* Rack **A**, unit `4`\n* [Contract](https://contracts.example/4)' }),
      } as never); // prettier-ignore
      await store('journal-entry', {
        assignedObjectType: contentTypeOf(model), assignedObjectId: id, createdBy: 'admin', kind: 'warning', comments: 'Disk **3** was replaced.',
      }); // prettier-ignore
    }
    if (model.isLogged) {
      await store('object-change', {
        time: new Date(), userName: 'admin', requestId: '3f0b1c9e-0d3b-4c62-8a0f-5f1f0f5f3a10', action: 'update', objectRepr: 'something',
        changedObjectType: contentTypeOf(model), changedObjectId: id, message: 'Moved', prechangeData: { name: 'before', tags: [] }, postchangeData: { name: 'after', tags: ['Proxbox'] },
      }); // prettier-ignore
    }
  }
  return rows;
}

import { type DataSource } from 'typeorm';
import { Refused } from '../../src/core/errors/errors';
import { type Change } from '../../src/core/plan/plan-object';
import { Ref } from '../../src/core/plan/value';
import { models } from '../../src/models';
import { syncChange } from '../../src/models/sync-change.model';
import { syncRun } from '../../src/models/sync-run.model';
import { DatabaseJournal } from '../../src/sync/database-journal';
import { freshTables } from '../setup/database';

const change = (key: string, more: Partial<Change> = {}): Change => ({
  key,
  label: key,
  action: 'create',
  id: null,
  before: null,
  after: { name: key, cluster: new Ref('cluster', 'cluster/lab') },
  conflicts: [],
  reason: 'It is new.',
  written: { name: key },
  proof: 'a-uuid',
  takenFrom: 'node/old',
  ...more,
});

describe('the journal of a run', () => {
  let database: Awaited<ReturnType<typeof freshTables>>;
  let dataSource: DataSource;
  let journal: DatabaseJournal;

  beforeAll(async () => {
    database = await freshTables({ models });
    ({ dataSource } = database);
    const { identifiers } = await dataSource.getRepository(syncRun.name).insert({ mode: 'apply' } as never);
    journal = new DatabaseJournal(dataSource, Number(identifiers[0].id), () => new Date());
  });
  afterAll(async () => {
    await database.drop();
  });

  it('gives back the values of planned lines as they were, in the order asked for', async () => {
    const changes = [change('a'), change('b', { action: 'update', id: 7, before: { name: 'was b' } })];
    const lines = await journal.plan('virtual-machines', 'virtual-machine', changes);
    expect(lines.map((line) => Object.keys(line)).flat()).not.toContain('after');
    const recalled = await journal.recalled([...lines].reverse());
    expect(recalled.map((one) => one.change)).toEqual([...changes].reverse());
    expect(recalled.map(({ changeId }) => changeId)).toEqual([lines[1].changeId, lines[0].changeId]);
  });

  it('refuses to go on with a plan that somebody has deleted', async () => {
    const lines = await journal.plan('devices', 'device', [change('gone')]);
    await dataSource.getRepository(syncChange.name).delete(lines[0].changeId);
    await expect(journal.recalled(lines)).rejects.toThrow(Refused);
  });
});

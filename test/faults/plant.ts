import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AxiosInstance } from 'axios';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { type OpenDatabase, openDatabase } from '../../src/core/database/open-database';
import { openProgram, type Program } from '../../src/program';
import { type NetboxSimulator, startNetboxSimulator } from '../../src/simulators/netbox/simulator';
import { type ProxmoxSimulator, startProxmoxSimulator } from '../../src/simulators/proxmox/simulator';
import { addEndpoint, API, apiOf, configOfHouse, type RunJson } from '../../src/tools/house';
import { RunEvents } from '../../src/sync/run-events';
import { createWeb } from '../../src/web';
import { until } from '../flow/watching';
import { Line } from '../setup/line';
import { Process } from './process';

const KEY = 'a key that all processes share';
/** Without what hangs on guests: enough to break in the middle of. */
const STAGES = ['devices', 'storage', 'virtual-machines'];

export interface JobJson {
  id: number;
  status: { value: string };
  error: string;
  started: string | null;
  completed: string | null;
}

export interface FollowerJson extends RunJson {
  purpose: { value: string };
  job: { id: number };
}

/**
 * Proxbox as people run it: web processes without workers here, workers as processes of their own, a PostgreSQL that can be
 * stopped, and lines to it and to NetBox that can be cut.
 */
export class Plant {
  readonly toNetbox = new Line();
  readonly toDatabase = new Line();
  readonly workers: Process[] = [];
  netbox!: NetboxSimulator;
  proxmox!: ProxmoxSimulator;
  apis: AxiosInstance[] = [];
  private readonly webs: { program: Program; app: NestExpressApplication }[] = [];
  private readonly dataDir = mkdtempSync(join(tmpdir(), `proxbox-test-${process.pid}-`));
  private database!: OpenDatabase;
  private databaseUrl = '';
  private netboxUrl = '';
  private queueUrl: string | undefined;

  /** With as many web processes as wanted, and no worker yet. */
  static async open({ webs = 1, queueUrl }: { webs?: number; queueUrl?: string } = {}): Promise<Plant> {
    const plant = new Plant();
    chmodSync(plant.dataDir, 0o711);
    plant.queueUrl = queueUrl;
    plant.netbox = await startNetboxSimulator();
    plant.proxmox = await startProxmoxSimulator({ guests: 12, clusters: 1 } as never);
    plant.netboxUrl = (await plant.toNetbox.to(plant.netbox.url)).replace(/\/$/, '');
    plant.database = await openDatabase({ dataDir: plant.dataDir, isDurable: false });
    plant.databaseUrl = await plant.toDatabase.to(plant.database.url);
    for (let count = 0; count < webs; count += 1) await plant.addWeb();
    for (const endpoint of plant.proxmox.endpoints) await addEndpoint(plant.api, endpoint);
    await plant.api.patch(`${API}/settings/1/`, { netbox_retry_delay: 0.02, netbox_max_retries: 2 });
    return plant;
  }

  get api(): AxiosInstance {
    return this.apis[0];
  }

  get program(): Program {
    return this.webs[0].program;
  }

  async addWorker(): Promise<Process> {
    const worker = await Process.worker({
      DATABASE_URL: this.databaseUrl,
      PROXBOX_DATA_DIR: this.dataDir,
      PROXBOX_ENCRYPTION_KEY: KEY,
      // Where the simulated systems live.
      PROXBOX_ADDITIONAL_ALLOWED_IP_RANGES: '127.0.0.0/8',
      ...(this.queueUrl && { PROXBOX_QUEUE_URL: this.queueUrl }),
    });
    this.workers.push(worker);
    return worker;
  }

  /** Each write takes so long that a run is met in its middle. */
  async slowDown(delayMs = 150): Promise<void> {
    await this.api.patch(`${API}/settings/1/`, { bulk_batch_size: 1 });
    this.netbox.faults.add({ on: 'write', every: 1, delayMs });
  }

  async speedUp(): Promise<void> {
    this.netbox.faults.clear();
    await this.api.patch(`${API}/settings/1/`, { bulk_batch_size: 100 });
  }

  async start(body: object = {}, api = this.api): Promise<{ run: number; job: number }> {
    const { status, data } = await api.post<{ id: number; job: { id: number } }>(`${API}/sync/runs/`, {
      stages: STAGES,
      ...body,
    });
    if (status !== 201) throw new Error(`The run was refused with ${status}: ${JSON.stringify(data)}`);
    return { run: data.id, job: data.job.id };
  }

  /** Starts a run and waits until it is in the middle of its writes. */
  async startAndMeet(body: object = {}): Promise<{ run: number; job: number }> {
    const before = this.netbox.requests().writes;
    const started = await this.start(body);
    await until(() => this.netbox.requests().writes > before + 1, 'The run did not begin to write.', 60);
    return started;
  }

  /** Waits until whoever asks for it is told that the whole plan of a run is stored. */
  async planIsTold(run: number): Promise<void> {
    const events = new RunEvents(this.program.dataSource);
    await until(() => events.hasTold(run, 'plan-stored'), `The plan of run ${run} is not told.`, 60);
  }

  /** The runs that follow another one. */
  async followers(run: number): Promise<FollowerJson[]> {
    const { data } = await this.api.get<{ results: FollowerJson[] }>(`${API}/sync/runs/?origin_id=${run}`);
    return data.results;
  }

  async job(id: number): Promise<JobJson> {
    return (await this.api.get<JobJson>(`${API}/jobs/${id}/`)).data;
  }

  async run(id: number): Promise<RunJson> {
    return (await this.api.get<RunJson>(`${API}/sync/runs/${id}/`)).data;
  }

  /** Waits until a job has ended. */
  async ended(id: number): Promise<JobJson> {
    const isOver = async () => {
      const { status, data } = await this.api.get<JobJson>(`${API}/jobs/${id}/`);
      return status === 200 && !['pending', 'running'].includes(data.status.value);
    };
    await until(isOver, `Job ${id} did not end: ${this.workers.at(-1)?.output}`, 60);
    return this.job(id);
  }

  /** Every job and run has ended, nobody speaks with NetBox any more, and nothing is there twice. */
  async isAtRest(): Promise<void> {
    for (const path of ['jobs', 'sync/runs']) {
      const isDone = async () => {
        const { status, data } = await this.api.get<{ count: number }>(
          `${API}/${path}/?status=pending&status=running`,
        );
        return status === 200 && data.count === 0;
      };
      // What is gone on with by itself has its time.
      await until(isDone, `Some of ${path} are still open.`, 60);
    }
    await until(() => this.toNetbox.connections === 0, 'Somebody still speaks with NetBox.', 20);
    for (const path of ['virtualization/virtual-machines', 'dcim/devices', 'virtualization/clusters']) {
      const names = this.netbox.rows(path).map((row) => String(row.name));
      const twice = names.filter((name, index) => names.indexOf(name) !== index);
      if (twice.length > 0) throw new Error(`There twice in ${path}: ${twice.join(', ')}.`);
    }
  }

  /** A whole run does what is left, and one more finds nothing to do. */
  async isWhole(): Promise<void> {
    await this.speedUp();
    await this.completed();
    const { netbox_writes } = await this.completed();
    if (netbox_writes > 0) throw new Error(`The last run wrote ${netbox_writes} times.`);
    await this.isAtRest();
  }

  async stopDatabase(): Promise<void> {
    await this.database.stop();
  }

  async startDatabase(): Promise<void> {
    this.database = await openDatabase({ dataDir: this.dataDir, isDurable: false });
    this.toDatabase.aim(this.database.url);
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.kill()));
    for (const { program, app } of this.webs) {
      app.getHttpServer().closeAllConnections();
      await app.close();
      await program.close();
    }
    await Promise.all([this.netbox.stop(), this.proxmox.stop()]);
    await Promise.all([this.toNetbox.cut(), this.toDatabase.cut()]);
    await this.database.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  private async completed(): Promise<RunJson> {
    const { run, job } = await this.start();
    await this.ended(job);
    const ended = await this.run(run);
    if (ended.status.value !== 'completed')
      throw new Error(`A later run is ${ended.status.value}: ${ended.error}`);
    return ended;
  }

  private async addWeb(): Promise<void> {
    const program = await openProgram(
      configOfHouse({
        databaseUrl: this.databaseUrl,
        queueUrl: this.queueUrl,
        dataDir: this.dataDir,
        netbox: { url: this.netboxUrl, token: this.netbox.token, verifySsl: true },
        encryptionKey: KEY,
        logLevel: 'fatal',
      }),
      { work: false },
    );
    const app = await createWeb(program);
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    this.webs.push({ program, app });
    this.apis.push(apiOf(`http://127.0.0.1:${port}`, this.netbox.token));
  }
}

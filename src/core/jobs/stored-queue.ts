import {
  createPostgresBackend,
  createRedisBackend,
  type Job,
  type Processor,
  type Queue,
  withBackend,
  type Worker,
  type WorkerOptions,
} from 'bullmq';

/** What the queue keeps of a job. */
export interface StoredData {
  data: object;
  timeoutMs?: number;
  /** The sentence of whoever cancelled it. Kept here, so that a cancel survives a lost notice and a dead worker. */
  cancelled?: string;
}
export type StoredJob = Job<StoredData, void>;

type Listener<Event extends string, Argument> = {
  on(event: Event, listener: (argument: Argument) => void): unknown;
};

/** The part of BullMQ's queue and worker that is used here, the same for both of its backends. */
export type StoredQueue = Pick<
  Queue<StoredData, void>,
  'add' | 'getJob' | 'remove' | 'waitUntilReady' | 'close'
> &
  Listener<'error', Error>;
export type StoredWorker = Pick<Worker<StoredData, void>, 'waitUntilReady' | 'close'> &
  Listener<'error', Error> &
  Listener<'locksRenewed', { jobIds: string[] }> &
  Listener<'lockRenewalFailed', string[]>;
export type StoredWorkerOptions = Omit<WorkerOptions, 'connection' | 'prefix'>;

/** The PostgreSQL schema, and the key prefix in Redis, of everything BullMQ keeps. */
const NAMESPACE = 'bullmq';
const ANSWER_TIMEOUT_MS = 30_000;

/** Long enough to recognise a job that is put in again, short enough to keep the queue small. */
const KEEP_ENDED = { age: 7 * 24 * 3600, count: 1000 };

const JOB_OPTIONS = { attempts: 1, removeOnComplete: KEEP_ENDED, removeOnFail: KEEP_ENDED };

const onPostgres = withBackend(createPostgresBackend);
const onRedis = withBackend(createRedisBackend);

function isRedis(url: string): boolean {
  return /^rediss?:\/\//.test(url);
}

function postgresConnection(url: string) {
  return {
    connectionString: url,
    schema: NAMESPACE,
    migrate: true,
    max: 4,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    query_timeout: ANSWER_TIMEOUT_MS,
  };
}

/** Opens the queue in the database that the URL names: PostgreSQL, or Redis for redis:// and rediss://. */
export function openQueue(name: string, url: string): StoredQueue {
  if (!isRedis(url)) {
    return new onPostgres.Queue<StoredData, void>(name, {
      connection: postgresConnection(url),
      defaultJobOptions: JOB_OPTIONS,
    });
  }
  return new onRedis.Queue<StoredData, void>(name, {
    // Without an offline queue a lost Redis is an error at once, not a request that hangs.
    connection: { url, enableOfflineQueue: false },
    prefix: NAMESPACE,
    defaultJobOptions: JOB_OPTIONS,
  });
}

/** Opens a worker on that queue; it begins to take jobs at once. */
export function openWorker(
  name: string,
  url: string,
  process: Processor<StoredData, void>,
  options: StoredWorkerOptions,
): StoredWorker {
  return isRedis(url)
    ? new onRedis.Worker<StoredData, void>(name, process, {
        ...options,
        connection: { url },
        prefix: NAMESPACE,
      })
    : new onPostgres.Worker<StoredData, void>(name, process, {
        ...options,
        connection: postgresConnection(url),
      });
}

/** BullMQ refuses ids that are whole numbers or hold a colon; ours may be both. */
export function storedId(jobId: string): string {
  return `job-${encodeURIComponent(jobId)}`;
}

export function jobIdOf(stored: string): string {
  return decodeURIComponent(stored.slice('job-'.length));
}

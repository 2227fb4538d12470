import { createJobQueue } from '../../src/core/jobs/job-queue';
import { RecordedJobs } from './recorded-jobs';

/** A worker of its own that says when its job runs, and is killed by the test then. */
async function work(url: string, databaseUrl: string, name: string, label: string): Promise<void> {
  const handler = new RecordedJobs();
  await createJobQueue({
    url,
    databaseUrl,
    handlers: [handler],
    defaultTimeoutMs: 60_000,
    work: true,
    name,
    lockMs: 1_000,
    stalledCheckMs: 300,
  });
  await handler.seen(`${label} began`);
  process.send?.('running');
}

const [url, databaseUrl, name, label] = process.argv.slice(2);
work(url, databaseUrl, name, label).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});

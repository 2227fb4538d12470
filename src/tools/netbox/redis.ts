import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port';
import { NotAvailable } from './python';
import { ended, started } from './child';

const START_LIMIT_MS = 10_000;

export interface RedisServer {
  host: string;
  port: number;
  stop(): Promise<void>;
}

/** A Redis that answers: the one of PROXBOX_TEST_REDIS_URL, or one of our own that keeps nothing. */
export async function openRedis(): Promise<RedisServer> {
  const url = process.env.PROXBOX_TEST_REDIS_URL;
  if (url) {
    const { hostname, port } = new URL(url);
    return { host: hostname, port: Number(port || 6379), stop: () => Promise.resolve() };
  }
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'proxbox-redis-'));
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  const child = spawn('redis-server', options, { stdio: 'ignore' });
  const stop = async () => {
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await started(child, () => answers(port), START_LIMIT_MS);
  } catch (error) {
    await stop();
    throw new NotAvailable('redis-server could not be started; install it, or set PROXBOX_TEST_REDIS_URL', {
      cause: error,
    });
  }
  return { host: '127.0.0.1', port, stop };
}

async function answers(port: number): Promise<boolean> {
  const redis = new Redis({ port, host: '127.0.0.1', lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return (await redis.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}

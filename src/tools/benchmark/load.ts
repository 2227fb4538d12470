import { Agent, request } from 'node:http';

/** One request of a benchmark; `body` is JSON. */
export interface Ask {
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  readonly body?: unknown;
  readonly accept?: string;
}

/** How fast some requests were answered; milliseconds from the first byte out to the last byte in. */
export interface Speed {
  requests_per_second: number;
  p50_ms: number;
  p99_ms: number;
  requests: number;
}

export interface LoadOptions {
  readonly url: string;
  readonly authorization: string;
  /** Each sends its next request when the last one is answered. */
  readonly clients: number;
  readonly seconds: number;
}

/** Sends requests until the time is over; throws on the first that does not succeed. `next` makes the n-th. */
export async function load(options: LoadOptions, next: (n: number) => Ask): Promise<Speed> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.clients });
  const times: number[] = [];
  let sent = 0;
  const work = async (until: number, record: boolean) => {
    while (performance.now() < until) {
      const start = performance.now();
      await answered(options, agent, next((sent += 1)));
      if (record) times.push(performance.now() - start);
    }
  };
  const all = (until: number, record: boolean) =>
    Promise.all(Array.from({ length: options.clients }, () => work(until, record)));
  // What is compiled and cached at the first requests is no part of the measure.
  await all(performance.now() + Math.min(1000, options.seconds * 250), false);
  const start = performance.now();
  await all(start + options.seconds * 1000, true);
  const seconds = (performance.now() - start) / 1000;
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share: number) => tenth(times[Math.min(times.length - 1, Math.floor(times.length * share))]);
  return {
    requests_per_second: tenth(times.length / seconds),
    p50_ms: at(0.5),
    p99_ms: at(0.99),
    requests: times.length,
  };
}

/** The length of an answer in bytes, read to its end and not kept. */
export function answered(
  { url, authorization }: Pick<LoadOptions, 'url' | 'authorization'>,
  agent: Agent,
  { path, method = 'GET', body, accept = 'application/json' }: Ask,
): Promise<number> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = { authorization, accept, ...(text && { 'content-type': 'application/json' }) };
  return new Promise((resolve, reject) => {
    const sending = request(url + path, { method, agent, headers }, (response) => {
      let length = 0;
      let first = '';
      response.on('data', (chunk: Buffer) => {
        if (length === 0) first = chunk.toString().slice(0, 300);
        length += chunk.length;
      });
      response.on('end', () => {
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) resolve(length);
        else reject(new Error(`${method} ${path} was answered with ${status}: ${first}`));
      });
      response.on('error', reject);
    });
    sending.on('error', reject);
    sending.end(text);
  });
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

import { type ChildProcess, fork } from 'node:child_process';
import { extname, join } from 'node:path';
import { type SimulatedEndpoint } from '../../simulators/proxmox/simulator';

/** What one measured client did; seconds of wall-clock time, peak of its own process in MB. */
export interface Measure {
  seconds: number;
  netbox_reads: number;
  netbox_writes: number;
  proxmox_reads: number;
  peak_rss_mb: number;
}

/** The other side of a benchmark: one Proxmox VE, and an empty NetBox for each client. */
export interface Simulated {
  endpoints: SimulatedEndpoint[];
  netbox: Record<'proxbox' | 'perObject' | 'floor', { url: string; token: string }>;
}

/** A program of this folder in a process of its own, so that memory and processor time are its own. */
export class Child<Answer> {
  private readonly process: ChildProcess;

  constructor(program: string, task: unknown) {
    this.process = fork(join(__dirname, `${program}${extname(__filename)}`), {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.process.send(task as object);
  }

  /** Its next message; fails when it ends without one. */
  answer(): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null) =>
        reject(new Error(`A part of the benchmark ended with code ${code}.`));
      this.process.once('exit', ended);
      this.process.once('message', (message) => {
        this.process.off('exit', ended);
        resolve(message as Answer);
      });
    });
  }

  send(message: object): void {
    this.process.send(message);
  }

  stop(): void {
    this.process.kill();
  }
}

/** In a child: does the task it is sent, and answers. */
export function onTask<Task>(work: (task: Task) => Promise<object>): void {
  process.once('message', (task) => {
    work(task as Task).then(
      (answer) => process.send?.(answer),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}

const SAMPLE_MS = 50;
const MB = 1024 * 1024;

/** Measures the time of some work and the highest memory of this process while it lasts, looked at every 50 ms. */
export async function measured<T>(
  work: () => Promise<T>,
): Promise<{ result: T; seconds: number; peak_rss_mb: number }> {
  let peak = process.memoryUsage.rss();
  const look = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const timer = setInterval(look, SAMPLE_MS);
  const start = performance.now();
  try {
    const result = await work();
    look();
    return {
      result,
      seconds: Math.round(performance.now() - start) / 1000,
      peak_rss_mb: Math.round((peak / MB) * 10) / 10,
    };
  } finally {
    clearInterval(timer);
  }
}

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectRoot } from '../../src/config/project-root';

/** The program as a process of its own, from its sources. */
export class Process {
  private constructor(
    private readonly child: ChildProcess,
    private readonly said: () => string,
  ) {}

  /** Starts a worker and resolves when it waits for jobs. */
  static async worker(env: Record<string, string>): Promise<Process> {
    const child = fork(join(projectRoot, 'src/main.ts'), ['worker'], {
      execArgv: ['-r', join(__dirname, '../jobs/typescript.cjs')],
      env: { PATH: process.env.PATH, ...env },
      silent: true,
    });
    let text = '';
    const ready = new Promise<void>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on('data', (chunk) => {
          text += String(chunk);
          if (text.includes('waits for jobs')) resolve();
        });
      }
      child.once('exit', (code) => reject(new Error(`The worker ended with ${code} at its start: ${text}`)));
    });
    await ready;
    return new Process(child, () => text);
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  get output(): string {
    return this.said();
  }

  /** Without warning, as the kernel does it. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Asks it to end; gives its exit code and the seconds that it took. */
  async stop(): Promise<{ code: number | null; seconds: number }> {
    const start = performance.now();
    await this.end('SIGTERM');
    return { code: this.child.exitCode, seconds: (performance.now() - start) / 1000 };
  }

  private async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (!this.isAlive) return;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    await ended;
  }
}

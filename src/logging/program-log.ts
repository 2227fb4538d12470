import { ConsoleLogger, type LogLevel as NestLogLevel } from '@nestjs/common';
import { hostname } from 'node:os';
import { inspect } from 'node:util';
import { type DataSource } from 'typeorm';
import { LOG_MODULE_MAX, type LogLevel } from '../core/jobs/job-log-entry.model';
import { OutageLog } from '../core/jobs/outage-log';
import { storableText } from '../core/storable-text';
import { StoredLater } from '../core/stored-later';
import { type ProgramLogEntry, programLogEntry } from '../models/program-log-entry.model';

/** So many lines are kept for people to look at; what was longer ago is with whoever collects the console. */
const KEPT = 10_000;
/** Older ones go after so many new ones. */
const CLEARED_AFTER = 500;

const LEVELS: Readonly<Record<NestLogLevel, LogLevel>> = {
  verbose: 'debug',
  debug: 'debug',
  log: 'info',
  warn: 'warning',
  error: 'error',
  fatal: 'error',
};

/** Nest tells every route and module at each start, which is of use on a console only. */
const UNKEPT = ['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication'];

type Line = Pick<ProgramLogEntry, 'time' | 'level' | 'module' | 'message' | 'process'>;

/** What the program says of itself: on the console, and in the database while there is one. */
export class ProgramLog extends ConsoleLogger {
  private lines: StoredLater<Line> | undefined;
  private sinceCleared = CLEARED_AFTER;
  private readonly outages: OutageLog;
  private readonly process = `${hostname()}:${process.pid}`;

  constructor(logLevels: NestLogLevel[]) {
    super({ logLevels });
    // Only on the console: a line about lines that cannot be stored would be one more of them.
    this.outages = new OutageLog(new ConsoleLogger('Log', { logLevels }), 'The stored log');
  }

  /** From now on lines are stored, until `close`. */
  keepIn(dataSource: DataSource): void {
    this.lines = new StoredLater(
      async (lines) => {
        await this.store(dataSource, lines);
        this.outages.works();
      },
      (error) => this.outages.failed(error),
    );
  }

  /** Waits until everything is stored, or could not be; what comes later is on the console only. */
  async close(): Promise<void> {
    const { lines } = this;
    this.lines = undefined;
    await lines?.flush();
  }

  protected override printMessages(
    messages: unknown[],
    context?: string,
    logLevel: NestLogLevel = 'log',
    stream?: 'stdout' | 'stderr',
    stack?: unknown,
    parameters?: Record<string, unknown>,
  ): void {
    super.printMessages(messages, context, logLevel, stream, stack, parameters);
    if (this.lines === undefined || UNKEPT.includes(context ?? '')) return;
    for (const message of messages) {
      const text = typeof message === 'string' ? message : inspect(message);
      this.lines.add({
        time: new Date(),
        level: LEVELS[logLevel],
        module: (context ?? '').slice(0, LOG_MODULE_MAX),
        message: storableText(typeof stack === 'string' ? `${text}\n${stack}` : text),
        process: this.process,
      });
    }
  }

  private async store(dataSource: DataSource, lines: readonly Line[]): Promise<void> {
    const table = dataSource.getRepository<ProgramLogEntry>(programLogEntry.name);
    await table.insert([...lines]);
    this.sinceCleared += lines.length;
    if (this.sinceCleared < CLEARED_AFTER) return;
    this.sinceCleared = 0;
    await dataSource.query(
      `DELETE FROM "${programLogEntry.table}" WHERE "id" <= (SELECT "id" FROM "${programLogEntry.table}" ORDER BY "id" DESC OFFSET ${KEPT} LIMIT 1)`,
    );
  }
}

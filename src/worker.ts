import { Logger } from '@nestjs/common';
import { type Config } from './config/config';
import { openProgram, type Program } from './program';

/** A worker alone: it runs jobs and serves nothing. */
export async function work(config: Config): Promise<Program> {
  const program = await openProgram(config, { work: true });
  new Logger('Proxbox').log('This worker waits for jobs.');
  return program;
}

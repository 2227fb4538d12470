import { type LogLevel as NestLogLevel } from '@nestjs/common';
import { type LogLevel } from './environment';

const LEVELS: readonly { ours: LogLevel; nest: NestLogLevel }[] = [
  { ours: 'fatal', nest: 'fatal' },
  { ours: 'error', nest: 'error' },
  { ours: 'warn', nest: 'warn' },
  { ours: 'info', nest: 'log' },
  { ours: 'debug', nest: 'debug' },
  { ours: 'verbose', nest: 'verbose' },
];

/** The levels that Nest's logger writes: the given one and everything more serious. */
export function nestLogLevels(level: LogLevel): NestLogLevel[] {
  const last = LEVELS.findIndex(({ ours }) => ours === level);
  return LEVELS.slice(0, last + 1).map(({ nest }) => nest);
}

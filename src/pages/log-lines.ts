import { type KnownIdentity } from '../core/access/identity';
import { jobLogEntry, type LogLevel } from '../core/jobs/job-log-entry.model';
import { type Color } from '../core/model/field';
import { type Tab } from '../core/pages/detail-view';
import { PAGES, withParameters } from '../core/pages/page-address';
import { programLogEntry } from '../models/program-log-entry.model';

/** Where the page is, as the menu has it. */
export const LOGS_PATH = `${PAGES}/logs/`;
export const PROGRAM_LOG_PATH = `${LOGS_PATH}program/`;

/** What wrote a line, and where its page is. */
export interface Writer {
  readonly label: string;
  readonly href?: string;
}

/** A line of a log as it is stored. */
interface StoredLine {
  readonly id: number;
  readonly time: Date;
  readonly level: LogLevel;
  readonly module: string;
  readonly message: string;
}

/** A line of a log as the page shows it. */
export interface LogLine extends Omit<StoredLine, 'level'> {
  readonly level: { readonly value: string; readonly label: string; readonly color: Color };
  readonly writer?: Writer;
}

export function logLines<Line extends StoredLine>(
  entries: readonly Line[],
  writerOf: (line: Line) => Writer | undefined,
): LogLine[] {
  return entries.map((line) => {
    const { id, time, level, module, message } = line;
    const { label, color } = jobLogEntry.fields.level.choices?.[level] ?? {
      label: level,
      color: 'gray' as const,
    };
    return { id, time, level: { value: level, label, color }, module, message, writer: writerOf(line) };
  });
}

/** The two logs; none to choose from for who may see one of them only. */
export function logSwitch(path: string, identity: Pick<KnownIdentity, 'may'> | undefined): Tab[] {
  const logs = [
    { label: 'Jobs', href: LOGS_PATH, model: jobLogEntry.name },
    { label: 'Program', href: PROGRAM_LOG_PATH, model: programLogEntry.name },
  ].filter(({ model }) => identity?.may(`view ${model}`));
  return logs.length < 2 ? [] : logs.map(({ label, href }) => ({ label, href, isCurrent: href === path }));
}

/** Which levels stand behind each tab, as in the address. */
const TABS = [
  { label: 'All', levels: [] },
  { label: 'Warnings and errors', levels: ['warning', 'error'] },
  { label: 'Errors', levels: ['error'] },
] as const;

/** Tabs that keep the other filters; none is open where levels were picked that are behind no tab. */
export function levelTabs(path: string, parameters: URLSearchParams): Tab[] {
  const picked = parameters
    .getAll('level')
    .filter((level) => level !== '')
    .sort()
    .join(' ');
  return TABS.map(({ label, levels }) => {
    const others = new URLSearchParams(
      [...parameters].filter(([name]) => name !== 'level' && name !== 'page'),
    );
    for (const level of levels) others.append('level', level);
    return {
      label,
      href: withParameters(path, others, {}),
      isCurrent: [...levels].sort().join(' ') === picked,
    };
  });
}

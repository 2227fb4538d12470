import { type JobLogEntry, jobLogEntry } from '../core/jobs/job-log-entry.model';
import { type Color } from '../core/model/field';
import { type Tab } from '../core/pages/detail-view';
import { PAGES, withParameters } from '../core/pages/page-address';

/** Where the page is, as the menu has it. */
export const LOGS_PATH = `${PAGES}/logs/`;

/** What wrote a line, and where its page is. */
export interface Writer {
  readonly label: string;
  readonly href: string;
}

/** A line of a log as the page shows it. */
export interface LogLine {
  readonly id: number;
  readonly time: Date;
  readonly level: { readonly value: string; readonly label: string; readonly color: Color };
  readonly module: string;
  readonly message: string;
  readonly writer?: Writer;
}

export function logLines(entries: readonly JobLogEntry[], writers: ReadonlyMap<number, Writer>): LogLine[] {
  return entries.map(({ id, time, level, module, message, job }) => {
    const { label, color } = jobLogEntry.fields.level.choices?.[level] ?? {
      label: level,
      color: 'gray' as const,
    };
    return { id, time, level: { value: level, label, color }, module, message, writer: writers.get(job) };
  });
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

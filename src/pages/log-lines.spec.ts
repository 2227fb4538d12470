import { levelTabs, logSwitch, PROGRAM_LOG_PATH } from './log-lines';

const shown = (query: string) =>
  levelTabs('/logs/', new URLSearchParams(query)).map(({ href, isCurrent }) => [href, isCurrent]);

test('tabs keep the other filters, and begin on the first page', () => {
  expect(shown('q=disk&level=error&page=3')).toEqual([
    ['/logs/?q=disk', false],
    ['/logs/?q=disk&level=warning&level=error', false],
    ['/logs/?q=disk&level=error', true],
  ]);
});

test('the levels of an address open their tab in any order, and no tab where there is none for them', () => {
  const open = (query: string) =>
    levelTabs('/logs/', new URLSearchParams(query)).find((tab) => tab.isCurrent)?.label;
  expect(open('')).toBe('All');
  expect(open('level=&q=x')).toBe('All');
  expect(open('level=error&level=warning')).toBe('Warnings and errors');
  expect(open('level=debug')).toBeUndefined();
});

test('who may see one log only has nothing to choose', () => {
  const mays = (...names: string[]) => ({ may: (need?: string) => names.includes(need ?? '') });
  const both = logSwitch(PROGRAM_LOG_PATH, mays('view job-log-entry', 'view program-log-entry'));
  expect(both.map(({ label, isCurrent }) => [label, isCurrent])).toEqual([
    ['Jobs', false],
    ['Program', true],
  ]);
  expect(logSwitch(PROGRAM_LOG_PATH, mays('view job-log-entry'))).toEqual([]);
  expect(logSwitch(PROGRAM_LOG_PATH, undefined)).toEqual([]);
});

import { defaultSettings } from '../models/effective-settings';
import { type Settings, settings } from '../models/settings.model';
import { type SettingPlaces, settingRows, variableNotes } from './setting-rows';

const stored = { ...defaultSettings, backendLogFilePath: '/var/log/proxbox.log' } as Settings;

function rowOf(name: string, places: Partial<SettingPlaces> = {}) {
  const groups = settingRows({ environment: {}, endpoints: [], stored, ...places });
  return groups.flatMap(({ rows }) => rows).find((row) => row.name === name);
}

test('every setting is in the group of its model, and comes from the default where nobody says anything', () => {
  const groups = settingRows({ environment: {}, endpoints: [], stored });
  expect(Object.fromEntries(groups.map(({ title, rows }) => [title, rows.map(({ name }) => name)]))).toEqual(
    settings.detail,
  );
  expect(rowOf('syncNotes')).toEqual({
    name: 'syncNotes',
    value: false,
    origin: 'default',
    exceptions: [],
  });
});

test('what differs from the default comes from the setting', () => {
  expect(rowOf('syncNotes', { stored: { ...stored, syncNotes: true } })).toMatchObject({
    value: true,
    origin: 'setting',
  });
});

test('a variable is named with its earlier names, and what would count without it', () => {
  const environment = { proxboxFetchMaxConcurrency: 3 };
  expect(rowOf('proxboxFetchMaxConcurrency', { environment })).toMatchObject({
    value: 3,
    origin: 'environment',
    variable: { names: ['PROXBOX_FETCH_MAX_CONCURRENCY', 'PROXBOX_PROXMOX_FETCH_CONCURRENCY'], without: 8 },
  });
});

test('endpoints with a value of their own are named, unless a variable goes before them', () => {
  const endpoints = [
    { id: 4, settings: { sync_notes: true, sync_tags: false } },
    { id: 5, settings: {} },
  ];
  const places = { endpoints, environment: { syncTags: true } };
  expect(rowOf('syncNotes', places)).toMatchObject({
    value: false,
    exceptions: [{ endpoint: 4, value: true }],
  });
  expect(rowOf('syncTags', places)?.exceptions).toEqual([]);
});

test('what is kept for old clients has no origin, for it decides nothing', () => {
  expect(rowOf('backendLogFilePath')).toEqual({
    name: 'backendLogFilePath',
    value: '/var/log/proxbox.log',
    exceptions: [],
  });
});

test('a form says which variable decides', () => {
  expect(variableNotes({ syncTags: false })).toEqual({
    syncTags: 'Decided by PROXBOX_SYNC_TAGS: what is saved here counts only without that variable.',
  });
});

import { snakeCase } from '../core/model/naming';
import {
  defaultSettings,
  effectiveSettings,
  endpointSettingNames,
  environmentVariableOf,
  ownSettingsProblems,
  settingNames,
} from './effective-settings';

const stored = { ...defaultSettings };

test('where nobody says anything, the default counts', () => {
  const { values, origins } = effectiveSettings({ environment: {}, endpoint: {}, stored });
  expect(values).toEqual(defaultSettings);
  expect(new Set(Object.values(origins))).toEqual(new Set(['default']));
});

test('the environment goes before the endpoint, the endpoint before the setting, the setting before the default', () => {
  const { values, origins } = effectiveSettings({
    environment: { missingGraceHours: 1 },
    endpoint: { missing_grace_hours: 2, missing_ceiling_count: 2 },
    stored: { ...stored, missingGraceHours: 3, missingCeilingCount: 3, missingCeilingShare: 3 },
  });
  expect(values).toMatchObject({
    missingGraceHours: 1,
    missingCeilingCount: 2,
    missingCeilingShare: 3,
    taskHistoryRetentionDays: 365,
  });
  expect(origins).toMatchObject({
    missingGraceHours: 'environment',
    missingCeilingCount: 'endpoint',
    missingCeilingShare: 'setting',
    taskHistoryRetentionDays: 'default',
  });
});

test('a false or empty value is a value, wherever it is given', () => {
  const { values, origins } = effectiveSettings({
    environment: { syncTags: false },
    endpoint: { include_templates: false, ignored_interfaces: '', default_site: null },
    stored: { ...stored, syncNotes: true, defaultSite: 7 },
  });
  expect(values).toMatchObject({
    syncTags: false,
    includeTemplates: false,
    ignoredInterfaces: '',
    defaultSite: null,
    syncNotes: true,
  });
  expect(origins).toMatchObject({ syncTags: 'environment', defaultSite: 'endpoint', syncNotes: 'setting' });
});

test('an endpoint has no say in what concerns NetBox, and words for values are understood', () => {
  const { values, origins } = effectiveSettings({
    environment: {},
    endpoint: { bulk_batch_size: 7, include_templates: 'no', gone_setting: 1 },
    stored,
  });
  expect(values).toMatchObject({ bulkBatchSize: 100, includeTemplates: false });
  expect(origins.bulkBatchSize).toBe('default');
});

test('what an endpoint may not say is told in a sentence each', () => {
  expect(
    ownSettingsProblems({
      include_templates: 'perhaps',
      missing_ceiling_share: 101,
      missing_object_policy: 'burn',
      allowed_networks: '10.0.0.0/33',
      bulk_batch_size: 5,
      overwrite_policies: { 'virtual-machine': { role: 'sometimes' } },
      missing_grace_hours: 12,
    }),
  ).toEqual([
    'include_templates: Must be a valid boolean.',
    'missing_ceiling_share: Ensure this value is less than or equal to 100.',
    'missing_object_policy: burn is not a valid choice.',
    'allowed_networks: 10.0.0.0/33: not a network such as 10.0.0.0/8 or fd00::/8; write one per line.',
    '"bulk_batch_size" is not a setting that an endpoint may have of its own.',
    'overwrite_policies: "sometimes" of virtual-machine.role is not a policy. Choose from always, untouched, never.',
  ]);
  expect(ownSettingsProblems([])).toEqual(['Not an object. Write {"include_templates": false}.']);
  expect(ownSettingsProblems({})).toEqual([]);
});

test('each setting has a variable of its own, and each that an endpoint may have is one', () => {
  const variables = settingNames.map(environmentVariableOf);
  expect(new Set(variables).size).toBe(settingNames.length);
  expect(environmentVariableOf('includeTemplates')).toBe('PROXBOX_INCLUDE_TEMPLATES');
  expect(environmentVariableOf('proxboxFetchMaxConcurrency')).toBe('PROXBOX_FETCH_MAX_CONCURRENCY');
  expect(settingNames).toEqual(expect.arrayContaining([...endpointSettingNames]));
  expect(endpointSettingNames.map(snakeCase)).toContain('use_guest_agent_interface_name');
});

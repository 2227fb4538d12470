import { settingsOf } from './guest-settings';

test('a configuration is shown in the words of Proxmox VE, in the order of its slots', () => {
  expect(settingsOf({ net10: 'b', net2: 'a', cores: 4, digest: 'abc' })).toEqual([
    { name: 'cores', value: '4' },
    { name: 'net2', value: 'a' },
    { name: 'net10', value: 'b' },
  ]);
});

test.each(['cipassword', 'sshkeys', 'some-secret', 'api_token'])('%s is not shown', (name) => {
  expect(settingsOf({ [name]: 'hush' })).toEqual([]);
});

import { Refused } from '../../core/errors/errors';
import { capabilitiesOf } from './capabilities';

const status = (version: string) => ({
  'netbox-version': version.replace(/-.*/, ''),
  'netbox-full-version': version,
});

describe('capabilitiesOf', () => {
  it('knows what came with each release', () => {
    const flags = (version: string) => {
      const c = capabilitiesOf(status(version));
      return [
        c.hasStartOnBoot,
        c.hasVmTypes,
        c.hasEtag,
        c.hasTagOperations,
        c.hasCursor,
        c.macWritable,
        c.bulkErrors,
      ];
    };
    expect(flags('4.4.10')).toEqual([false, false, false, false, false, false, 'list']);
    expect(flags('4.5.10')).toEqual([true, false, false, false, false, false, 'list']);
    expect(flags('4.6.8')).toEqual([true, true, true, true, true, false, 'list']);
    expect(flags('4.7.0-beta1')).toEqual([true, true, true, true, true, true, 'indexed']);
  });

  it('keeps the full version that NetBox says, with the build of a container image', () => {
    expect(capabilitiesOf(status('4.6.8-Docker-3.4.1'))).toMatchObject({
      version: '4.6.8-Docker-3.4.1',
      release: '4.6',
    });
  });

  it('treats a newer version as the newest known one and says so', () => {
    for (const version of ['4.8.0', '4.12.1', '5.0.0']) {
      const capabilities = capabilitiesOf(status(version));
      expect(capabilities).toMatchObject({ version, release: '4.7' });
      expect(capabilities.notice).toContain(version);
    }
  });

  it('says nothing about a known version', () => {
    expect(capabilitiesOf(status('4.6.8')).notice).toBeUndefined();
  });

  it.each(['4.3.7', '3.7.8'])('refuses NetBox %s as too old, by name', (version) => {
    expect(() => capabilitiesOf(status(version))).toThrow(Refused);
    expect(() => capabilitiesOf(status(version))).toThrow(version);
  });

  it.each([undefined, null, [], {}, { 'netbox-version': 'soon' }, { 'netbox-version': 4.6 }])(
    'refuses %j as no NetBox',
    (body) => {
      expect(() => capabilitiesOf(body)).toThrow(Refused);
    },
  );
});

import { guestNames } from './names';

const guest = (vmid: number, name: string | undefined, type: 'qemu' | 'lxc' = 'qemu') => ({
  vmid,
  name,
  type,
});

describe('guestNames', () => {
  it('leaves names alone that are different', () => {
    expect([...guestNames([guest(101, 'web'), guest(102, 'db')])]).toEqual([
      [101, 'web'],
      [102, 'db'],
    ]);
  });

  it('lets the lowest VMID keep a name that several have, whatever its case', () => {
    const names = guestNames([guest(105, 'WEB'), guest(101, 'web'), guest(103, 'Web')]);
    expect(names.get(101)).toBe('web');
    expect(names.get(103)).toBe('Web (103)');
    expect(names.get(105)).toBe('WEB (105)');
  });

  it('calls a guest without a name as Proxmox VE does, after its VMID', () => {
    const names = guestNames([guest(101, undefined), guest(201, '  ', 'lxc')]);
    expect(names.get(101)).toBe('VM 101');
    expect(names.get(201)).toBe('CT201');
  });

  it('keeps to the 64 characters that NetBox takes, suffix included', () => {
    const long = 'x'.repeat(80);
    const names = guestNames([guest(101, long), guest(102, long)]);
    expect(names.get(101)).toBe('x'.repeat(64));
    expect(names.get(102)).toHaveLength(64);
    expect(names.get(102)).toMatch(/ \(102\)$/);
  });

  it('does not depend on the order in which Proxmox lists guests', () => {
    const guests = [guest(101, 'web'), guest(103, 'web'), guest(102, 'WEB')];
    expect(guestNames(guests)).toEqual(guestNames([...guests].reverse()));
  });
});

import { type KnownPrefix } from '../source/source';
import { fromPrefix, smallestAround, vlanAround, withMask } from './prefixes';

const prefix = (
  network: string,
  vrf: number | null = null,
  tenant: number | null = null,
  vlan: KnownPrefix['vlan'] = null,
): KnownPrefix => ({ network, vrf, tenant, vlan });
const ALL = { maskFromPrefix: true, vrfFromPrefix: true, tenantFromPrefix: true };
const NONE = { maskFromPrefix: false, vrfFromPrefix: false, tenantFromPrefix: false };

describe('the prefix of an address', () => {
  it('is the smallest one around it, of its own family', () => {
    const known = [prefix('10.0.0.0/8'), prefix('10.1.0.0/16', 5), prefix('::/0'), prefix('not a network')];
    expect(smallestAround(known, '10.1.2.3/24')?.network).toBe('10.1.0.0/16');
    expect(smallestAround(known, '10.2.2.3')?.network).toBe('10.0.0.0/8');
    expect(smallestAround(known, '192.0.2.1')).toBeUndefined();
    expect(smallestAround(known, '2001:db8::1')?.network).toBe('::/0');
    expect(smallestAround(known, 'nonsense')).toBeUndefined();
  });

  it('is none where two VRFs have the same', () => {
    const known = [prefix('10.0.0.0/8'), prefix('10.1.0.0/16', 5), prefix('10.1.0.0/16', 6)];
    expect(smallestAround(known, '10.1.2.3')).toBeUndefined();
  });

  it('gives its mask to an address that was told without one', () => {
    const known = [prefix('10.1.0.0/22')];
    expect(withMask('10.1.0.5', known, ALL)).toBe('10.1.0.5/22');
    expect(withMask('10.1.0.5/0', known, ALL)).toBe('10.1.0.5/22');
    expect(withMask('10.1.0.5/24', known, ALL)).toBe('10.1.0.5/24');
    expect(withMask('10.1.0.5', known, NONE)).toBe('10.1.0.5');
    expect(withMask('10.9.0.5', known, ALL)).toBe('10.9.0.5');
  });

  it('gives its VRF and tenant where people want that, and it has them', () => {
    const known = [prefix('10.1.0.0/16', 5, 7), prefix('10.2.0.0/16')];
    expect(fromPrefix('10.1.0.5/24', known, ALL)).toEqual({ vrf: 5, tenant: 7 });
    expect(fromPrefix('10.1.0.5/24', known, NONE)).toEqual({});
    expect(fromPrefix('10.2.0.5/24', known, ALL)).toEqual({});
    expect(fromPrefix('10.3.0.5/24', known, ALL)).toEqual({});
  });

  it('gives its VLAN to a card where people want that, and NetBox would take it', () => {
    const inVlan = (network: string, id: number, site: number | null = null) =>
      prefix(network, null, null, { id, site });
    const known = [inVlan('10.1.0.0/16', 3), inVlan('10.2.0.0/16', 4), inVlan('10.3.0.0/16', 5, 8)];
    const wanted = { vlanFromPrefix: true, defaultSite: null };
    expect(vlanAround(['10.1.0.5/24'], known, wanted)).toBe(3);
    expect(vlanAround(['10.1.0.5/24', '10.1.9.5/24', '192.0.2.1/24'], known, wanted)).toBe(3);
    expect(vlanAround(['10.1.0.5/24', '10.2.0.5/24'], known, wanted)).toBeUndefined();
    expect(vlanAround(['10.3.0.5/24'], known, wanted)).toBeUndefined();
    expect(vlanAround(['10.3.0.5/24'], known, { ...wanted, defaultSite: 8 })).toBe(5);
    expect(vlanAround(['10.1.0.5/24'], known, { ...wanted, vlanFromPrefix: false })).toBeUndefined();
    expect(vlanAround([], known, wanted)).toBeUndefined();
  });
});

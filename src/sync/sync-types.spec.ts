import { stages } from './stages';
import { ALL, chosenTypes, stagesOf, syncTypes, typeOf } from './sync-types';

const known = stages.map(({ name }) => name);

describe('sync types', () => {
  test('come in the order in which they are done, each once, however they were asked for', () => {
    expect(chosenTypes([' vm-disks', 'devices', 'vm-disks'])).toEqual(['devices', 'vm-disks']);
  });

  test('are everything when nothing is named', () => {
    expect(chosenTypes([])).toEqual([ALL]);
    expect(stagesOf([ALL], known)).toEqual([]);
  });

  test('that do not exist are named', () => {
    expect(() => chosenTypes(['devices', 'disks'])).toThrow('"disks" is not a valid choice');
  });

  test('go with everything or with others, not both', () => {
    expect(() => chosenTypes(['devices', 'all'])).toThrow('choose it alone');
  });

  test('of network interfaces bring those of guests along', () => {
    expect(stagesOf(['network-interfaces'], known)).toContain('vm-interfaces');
  });

  test('cover every stage, so that each can be asked for', () => {
    const covered = syncTypes.flatMap((type) => type.stages);
    expect(known.filter((name) => !covered.includes(name))).toEqual([]);
    expect(known.map(typeOf).filter((slug) => !syncTypes.some((type) => type.slug === slug))).toEqual([]);
  });
});

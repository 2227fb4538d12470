import { Logger } from '@nestjs/common';
import { type SeenObject } from './mirror';
import { PassingNames } from './passing-names';

const row = (id: number) => ({ id, display: `object ${id}`, url: `http://netbox/api/dcim/sites/${id}/` });

beforeAll(() => Logger.overrideLogger(false));

describe('PassingNames', () => {
  it('stores what passed by one after the other in one go, by type', async () => {
    const stored: [string, readonly SeenObject[]][] = [];
    const names = new PassingNames({ keep: async (type, seen) => void stored.push([type, seen]) });
    for (const id of [1, 2, 3]) names.note('dcim.site', [row(id)]);
    names.note('dcim.device', [row(9)]);
    await names.settled();
    expect(stored.map(([type, seen]) => [type, seen.map(({ name }) => name)])).toEqual([
      ['dcim.site', ['object 1', 'object 2', 'object 3']],
      ['dcim.device', ['object 9']],
    ]);
    expect(stored[0][1][0].pageUrl).toBe('http://netbox/dcim/sites/1/');
  });

  it('goes on after names that could not be kept', async () => {
    const stored: string[] = [];
    const names = new PassingNames({
      keep: async (type) => {
        if (type === 'dcim.site') throw new Error('The database is away.');
        stored.push(type);
      },
    });
    names.note('dcim.site', [row(1)]);
    names.note('dcim.device', [row(2)]);
    await names.settled();
    expect(stored).toEqual(['dcim.device']);
  });
});

import { firstValueFrom, throwError, toArray } from 'rxjs';
import { NotAllowed } from '../../core/errors/errors';
import { aConfig, aGuest, aNode, fakeSource } from './fake-source';
import { derivedColor, guestTagRow, readGuestTags } from './guest-tags';

const source = fakeSource();
const content = {
  nodes: [aNode(source)],
  guests: [aGuest(source), aGuest(source, { vmid: 102 })],
  configs: { 101: aConfig({ tags: ['prod', 'web.front'] }), 102: aConfig({ tags: ['prod', 'Web-Front'] }) },
  tagColors: { prod: 'ff0000' },
};
const read = (one: ReturnType<typeof fakeSource>) => firstValueFrom(readGuestTags(one).pipe(toArray()));

describe('the tags of guests', () => {
  it('are brought once each, in the colour of the cluster or the one that Proxmox VE derives from the name', async () => {
    expect(await read(fakeSource(content))).toEqual([
      { name: 'prod', color: 'ff0000' },
      { name: 'web.front', color: derivedColor('web.front') },
    ]);
  });

  it('are not brought where nobody wants them', async () => {
    expect(await read(fakeSource({ ...content, settings: { syncTags: false } }))).toEqual([]);
  });

  it('have derived colours where the colours of the cluster may not be read', async () => {
    const refusing = Object.assign(fakeSource(content), {
      tagColors: () => throwError(() => new NotAllowed('No.')),
    });
    expect(await read(refusing)).toContainEqual({ name: 'prod', color: derivedColor('prod') });
  });

  it('keep in NetBox the name and colour that somebody gave them', () => {
    expect(guestTagRow({ name: 'Web.Front', color: '123456' })).toMatchObject({
      key: 'web-front',
      values: { name: undefined, slug: 'web-front', color: undefined },
      onCreate: { name: 'Web.Front', color: '123456' },
    });
  });
});

test('derived colours are light, and the same every time', () => {
  expect(derivedColor('prod')).toMatch(/^[0-9a-f]{6}$/);
  expect(derivedColor('prod')).toBe(derivedColor('prod'));
  const parts = ['prod', 'test', 'web', 'db'].map((name) => parseInt(derivedColor(name).slice(0, 2), 16));
  expect(Math.min(...parts)).toBeGreaterThanOrEqual(76);
});

import { type EndpointCheck, type EndpointChecks } from './endpoint-checks';
import { type EndpointUsages } from './endpoint-usage';
import { EndpointWatch } from './endpoint-watch';

const fine: EndpointCheck = { isReached: true, version: '8.4', name: 'lab', problems: [], suggestion: null };

function watchOf(answer: () => Promise<EndpointCheck>) {
  let now = 0;
  const asked: string[] = [];
  const ask = (kind: string) => (id: number) => {
    asked.push(`${kind} ${id}`);
    return answer();
  };
  const checks = { netbox: ask('netbox'), proxmox: ask('proxmox') } as unknown as EndpointChecks;
  const usages = { look: ask('usage') } as unknown as EndpointUsages;
  return { asked, watch: new EndpointWatch(checks, usages, () => now), pass: (ms: number) => (now += ms) };
}

test('many who look at once and soon afterwards ask an endpoint once', async () => {
  const { watch, asked, pass } = watchOf(() => Promise.resolve(fine));
  await Promise.all([watch.look('proxmox', 1), watch.look('proxmox', 1)]);
  pass(19_000);
  expect(await watch.look('proxmox', 1)).toBe(fine);
  expect(asked).toEqual(['proxmox 1']);
  pass(2_000);
  await watch.look('proxmox', 1);
  await watch.look('netbox', 1);
  await watch.usage(1);
  await watch.usage(1);
  expect(asked).toEqual(['proxmox 1', 'proxmox 1', 'netbox 1', 'usage 1']);
});

test('a look that broke is not remembered', async () => {
  const { watch, asked } = watchOf(() => Promise.reject(new Error('gone')));
  await expect(watch.look('netbox', 3)).rejects.toThrow('gone');
  await expect(watch.look('netbox', 3)).rejects.toThrow('gone');
  expect(asked).toHaveLength(2);
});

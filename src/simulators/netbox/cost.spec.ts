import { costOf, measuredCost, takesAddressLock, Turnstile } from './cost';

const vms = '/api/virtualization/virtual-machines/';

describe('What a request costs', () => {
  it.each([
    [
      'a list of 100 rows with fields',
      { method: 'GET', path: vms, listedRows: 100, hasFields: true },
      25 + 60,
    ],
    ['a list of 100 whole rows', { method: 'GET', path: vms, listedRows: 100 }, 25 + 400],
    ['one object read', { method: 'GET', path: `${vms}1/` }, 25],
    ['a list of 100 created', { method: 'POST', path: vms, bulkObjects: 100 }, 25 + 2500],
    ['a list of 100 changed', { method: 'PATCH', path: vms, bulkObjects: 100 }, 25 + 2200],
    ['a list of 100 deleted', { method: 'DELETE', path: vms, bulkObjects: 100 }, 25 + 2200],
    ['one virtual machine created', { method: 'POST', path: vms }, 25 + 95],
    ['one site created', { method: 'POST', path: '/api/dcim/sites/' }, 25 + 60],
    ['one virtual machine changed', { method: 'PATCH', path: `${vms}1/` }, 25 + 60],
  ])('%s', (_what, request, milliseconds) => {
    expect(costOf(request, measuredCost)).toBeCloseTo(milliseconds);
  });

  it('follows the values it is given', () => {
    expect(
      costOf(
        { method: 'POST', path: vms, bulkObjects: 3 },
        { ...measuredCost, requestMs: 1, bulkCreateMsPerObject: 2 },
      ),
    ).toBe(7);
  });

  it('takes the address lock for writes of IP addresses only', () => {
    expect(takesAddressLock('POST', '/api/ipam/ip-addresses/')).toBe(true);
    expect(takesAddressLock('GET', '/api/ipam/ip-addresses/')).toBe(false);
    expect(takesAddressLock('POST', '/api/ipam/prefixes/')).toBe(false);
  });
});

describe('The workers', () => {
  it('let in as many as there are and the next one when one leaves, in order', async () => {
    const workers = new Turnstile(2);
    const inside: string[] = [];
    const enter = async (name: string): Promise<void> => {
      await workers.enter();
      inside.push(name);
    };
    const entered = ['a', 'b', 'c', 'd'].map(enter);
    await Promise.all(entered.slice(0, 2));
    expect(inside).toEqual(['a', 'b']);
    workers.leave();
    await entered[2];
    expect(inside).toEqual(['a', 'b', 'c']);
    workers.leave();
    await entered[3];
    expect(inside).toEqual(['a', 'b', 'c', 'd']);
  });
});

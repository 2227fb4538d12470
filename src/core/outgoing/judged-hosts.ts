import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type DataSource, type EntityManager } from 'typeorm';
import { type AddressPolicy, refusalOf } from './address-policy';

/** Somebody waits for the answer of a write. */
const LOOKUP_MS = 1_500;

const policies = new WeakMap<DataSource, () => Promise<AddressPolicy>>();

/** Says which addresses may be stored in a database as places to call; every one until it is told. */
export function judgeHosts(dataSource: DataSource, policy: () => Promise<AddressPolicy>): void {
  policies.set(dataSource, policy);
}

/**
 * Why a host may not be called, as a sentence without its full stop; undefined for one that may. A name that leads nowhere now
 * may lead somewhere tomorrow: it is judged again at every connection, as all are.
 */
export async function refusalOfStored(manager: EntityManager, host: string): Promise<string | undefined> {
  const policy = await policies.get(manager.connection)?.();
  if (!policy) return undefined;
  const bare = host.replace(/^\[|\]$/g, '');
  const addresses = isIP(bare) === 0 ? await addressesOf(bare) : [bare];
  const refusals = addresses.map((address) => ({ address, why: refusalOf(address, policy) }));
  const [first] = refusals;
  if (!first || refusals.some(({ why }) => why === undefined)) return undefined;
  const leads = first.address === bare ? '' : ` leads to ${first.address}, which`;
  return `${bare}${leads} is ${first.why}`;
}

async function addressesOf(name: string): Promise<readonly string[]> {
  const found = lookup(name, { all: true }).then(
    (all) => all.map(({ address }) => address),
    () => [],
  );
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<string[]>((resolve) => (timer = setTimeout(() => resolve([]), LOOKUP_MS)));
  try {
    return await Promise.race([found, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

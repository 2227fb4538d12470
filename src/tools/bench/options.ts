import { parseArgs, type ParseArgsConfig } from 'node:util';
import { Invalid, messageOf } from '../../core/errors/errors';
import { snakeCase } from '../../core/model/naming';
import { type CostModel, measuredCost } from '../../simulators/netbox/cost';
import { type NetboxVersion } from '../../simulators/netbox/release';

const VERSIONS: readonly NetboxVersion[] = ['4.4', '4.5', '4.6', '4.7'];

/** How large the simulated world is, what its NetBox costs, and what is told at the end. */
export interface BenchOptions {
  clusters: number;
  nodes: number;
  guests: number;
  /** Another number makes another world of the same size. */
  seed: number;
  netboxVersion: NetboxVersion;
  /** False: NetBox answers as fast as the simulator can. */
  cost: CostModel | false;
  /** So many guests are written by the per-object client, and the rest is reckoned; all of them when undefined. */
  perObjectGuests?: number;
  isJson: boolean;
}

/** One flag per value of the cost model: `workers` is `--netbox-workers`, `requestMs` is `--netbox-request-ms`. */
const costFlags = Object.fromEntries(
  Object.keys(measuredCost).map((key) => [`netbox-${snakeCase(key).replaceAll('_', '-')}`, key]),
);

const flags: ParseArgsConfig['options'] = {
  clusters: { type: 'string', default: '2' },
  nodes: { type: 'string', default: '5' },
  guests: { type: 'string', default: '1000' },
  seed: { type: 'string', default: '1' },
  'netbox-version': { type: 'string', default: '4.6' },
  'no-cost': { type: 'boolean', default: false },
  'per-object-guests': { type: 'string' },
  json: { type: 'boolean', default: false },
  ...Object.fromEntries(Object.keys(costFlags).map((flag) => [flag, { type: 'string' as const }])),
};

/** Reads the flags of `npm run bench`. Throws Invalid with one sentence and the list of the flags. */
export function readOptions(args: readonly string[]): BenchOptions {
  const values = valuesOf(args);
  const count = (flag: string, least = 1) => numberOf(flag, values[flag], least, true);
  const guests = count('guests');
  const limit = values['per-object-guests'] === undefined ? undefined : count('per-object-guests');
  const cost = { ...measuredCost };
  for (const [flag, key] of Object.entries(costFlags)) {
    if (values[flag] === undefined) continue;
    const isWorkers = key === 'workers';
    cost[key as keyof CostModel] = numberOf(flag, values[flag], isWorkers ? 1 : 0, isWorkers);
  }
  const netboxVersion = VERSIONS.find((version) => version === values['netbox-version']);
  if (!netboxVersion) throw wrong('netbox-version', values['netbox-version'], `one of ${VERSIONS.join(', ')}`);
  return {
    clusters: count('clusters'),
    nodes: count('nodes'),
    guests,
    seed: count('seed', 0),
    netboxVersion,
    cost: values['no-cost'] ? false : cost,
    perObjectGuests: limit === undefined || limit >= guests ? undefined : limit,
    isJson: values['json'] === true,
  };
}

function valuesOf(args: readonly string[]): Record<string, unknown> {
  try {
    return parseArgs({ args: [...args], options: flags }).values;
  } catch (error) {
    const known = Object.entries(flags ?? {}).map(([flag, { default: usual }]) =>
      typeof usual === 'string' ? `--${flag} ${usual}` : `--${flag}`,
    );
    throw new Invalid(messageOf(error), { suggestion: `The flags are: ${known.join(', ')}.`, cause: error });
  }
}

function numberOf(flag: string, value: unknown, least: number, isWhole: boolean): number {
  const number = value === '' ? NaN : Number(value);
  if (Number.isFinite(number) && number >= least && (!isWhole || Number.isInteger(number))) return number;
  throw wrong(flag, value, `a ${isWhole ? 'whole ' : ''}number of at least ${least}`);
}

function wrong(flag: string, value: unknown, expected: string): Invalid {
  return new Invalid(`--${flag} is ${JSON.stringify(value)}, but must be ${expected}.`);
}

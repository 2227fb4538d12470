import { perlPattern, type VendorSchema } from './vendor-schema';

/** Values of a parameter that a server must take, and such that it must refuse with these words (any, where undefined). */
interface Probes {
  good: string[];
  bad: [value: string, words?: string][];
}

/** One value that fits each named form and one that does not. */
const FORMATS: Record<string, [good: string, bad: string]> = {
  'pve-node': ['pve-a1', '-no-node-'],
  'pve-vmid': ['101', '9'],
  'pve-storage-id': ['local', '1st!'],
  'pve-storage-content': ['backup', 'backups'],
  'pve-storage-content-list': ['backup,iso', 'backup,isos'],
  'pve-configid': ['before-upgrade', '1-before'],
  'pve-poolid': ['prod', 'no pool'],
  'pve-task-status-type-list': ['ok,error', 'fine'],
  'pve-realm': ['pve', '1st realm'],
  'pve-priv-list': ['Sys.Audit', '%'],
  'pve-sdn-vnet-id': ['vnet10', '10'],
};

/** Values for texts of a form that the schema gives as a pattern. */
const MATCHING = { userid: 'sync@pve' } as Record<string, string>;

/** What to try of a parameter, by its type, limits and form. */
export function probesOf(name: string, rule: VendorSchema): Probes {
  const { type, minimum, maximum, maxLength, pattern, format } = rule;
  const typeWords = (got: string) => `type check ('${type}') failed - got '${got}'`;
  if (rule.enum) {
    const words = `value 'no-such' does not have a value in the enumeration '${rule.enum.join(', ')}'`;
    return { good: rule.enum, bad: [['no-such', words]] };
  }
  if (type === 'boolean') return { good: ['0', '1', 'yes', 'off'], bad: [['maybe', typeWords('maybe')]] };
  if (type === 'integer') {
    const bad: Probes['bad'] = [['abc', typeWords('abc')]];
    if (minimum !== undefined)
      bad.push([String(minimum - 1), `value must have a minimum value of ${minimum}`]);
    if (maximum !== undefined)
      bad.push([String(maximum + 1), `value must have a maximum value of ${maximum}`]);
    return { good: [String(minimum ?? 1)], bad };
  }
  const bad: Probes['bad'] = [];
  if (maxLength !== undefined)
    bad.push(['a'.repeat(maxLength + 1), `value may only be ${maxLength} characters long`]);
  if (pattern !== undefined && perlPattern(pattern).test(' :: ') === false) bad.push([' :: ']);
  if (typeof format !== 'string') return { good: [MATCHING[name] ?? 'text'], bad };
  const forms = FORMATS[format];
  if (!forms) throw new Error(`No probe for the form ${format} of ${name}.`);
  return { good: [forms[0]], bad: [...bad, [forms[1]]] };
}

import { type FieldOrigin, type SyncLink } from '../models/sync-link.model';
import { humanize, snakeCase } from '../core/model/naming';
import { guestCustomFields } from '../sync/resources/inventory';
import { type Resource, type ResourceField } from '../sync/resources/define-resource';

/** A field of a NetBox object as a resource has it. */
export interface NamedField {
  /** Its name in NetBox's API; that of the custom field where it is one. */
  readonly name: string;
  /** What NetBox's page calls it. */
  readonly label: string;
  readonly isCustom: boolean;
  /** Proxbox writes it again when Proxmox changes it; what it does not keep belongs to whoever changes it next. */
  readonly isKept: boolean;
}

/** A field of a NetBox object that Proxbox was the last to write, as far as it knows. */
export interface OwnedField extends NamedField {
  readonly origin: FieldOrigin;
}

/** What is remembered as last written to a field; without an origin it was found there as it is. */
export interface WrittenField extends NamedField {
  /** Its name in the resource. */
  readonly field: string;
  readonly value: unknown;
  readonly origin?: FieldOrigin;
}

/** Where NetBox's pages say something else than the name of the field. */
const LABELS: Readonly<Record<string, string>> = { vcpus: 'Virtual CPUs' };

/** The fields of an object that its links say were written by a run; several resources may fill one object. */
export function ownedFields(
  links: readonly Pick<SyncLink, 'target' | 'origins'>[],
  resources: readonly Resource[],
): OwnedField[] {
  const found = new Map<string, OwnedField>();
  for (const { target, origins } of links) {
    const fields = resources.find(({ name }) => name === target)?.fields ?? {};
    for (const [name, origin] of Object.entries(origins)) {
      if (!Object.hasOwn(fields, name)) continue;
      const owned = { ...namedField(name, fields[name]), origin };
      const known = found.get(owned.name);
      if (!known || known.origin.at < origin.at) found.set(owned.name, owned);
    }
  }
  return [...found.values()];
}

/** The fields of one object that its link remembers, in the order of the resource. */
export function writtenFields(
  { written, origins }: Pick<SyncLink, 'written' | 'origins'>,
  { fields }: Resource,
): WrittenField[] {
  return Object.entries(fields).flatMap(([field, one]) =>
    Object.hasOwn(written, field)
      ? [{ ...namedField(field, one), field, value: written[field], origin: origins[field] }]
      : [],
  );
}

function namedField(name: string, { wire = snakeCase(name), shape, rule }: ResourceField): NamedField {
  const isCustom = shape === 'custom';
  const label = isCustom ? customLabel(wire) : (LABELS[name] ?? humanize(name));
  return { name: wire, label, isCustom, isKept: rule === 'ours' || rule === 'always' };
}

function customLabel(name: string): string {
  const specs: Readonly<Record<string, { readonly label: string }>> = guestCustomFields;
  return Object.hasOwn(specs, name) ? specs[name].label : humanize(name);
}

import { distinct, filter, map, type Observable, reduce } from 'rxjs';
import { refTo } from '../../core/plan/value';
import { type AnyPart, type ItemOf, Lost, part } from '../engine/stage';
import { cluster } from '../resources/inventory';
import { vlan, vlanGroup } from '../resources/network';
import { type Source } from '../source/source';
import { proxboxTags } from './proxbox-tag';
import { slugOf } from './slug';

interface VlanOf {
  readonly source: Source;
  readonly vid: number;
}

export function vlanGroupRow(source: Source): ItemOf<typeof vlanGroup> {
  return {
    key: source.key,
    label: source.name,
    values: {
      name: `Proxmox ${source.name}`,
      slug: `proxmox-${slugOf(source.name, 'cluster')}`,
      scopeType: cluster.objectType,
      scopeId: refTo('cluster', source.key),
      description: '',
      tags: proxboxTags,
    },
  };
}

/** Ours are in the group of their cluster; one that people made without a group stays without. */
export function vlanRow({ source, vid }: VlanOf): ItemOf<typeof vlan> {
  const group = refTo('vlan-group', source.key);
  return {
    key: vlanKey(source, vid),
    label: `VLAN ${vid}`,
    scope: { group },
    onCreate: { group },
    values: {
      vid,
      name: `VLAN ${vid}`,
      status: 'active',
      group: undefined,
      description: `Seen in ${source.name}`,
      tags: proxboxTags,
    },
  };
}

function vlanKey(source: Source, vid: number): string {
  return `${source.key}/vlan/${vid}`;
}

/** A pointer to a VLAN of the cluster. */
export function vlanRef(source: Source, vid: number) {
  return refTo(vlan.name, vlanKey(source, vid));
}

/** The VLANs that some interfaces are in, and a group for them in a cluster that has any. */
export function vlanParts(readVids: (source: Source) => Observable<number | Lost>): readonly AnyPart[] {
  const readVlans = (source: Source): Observable<VlanOf | Lost> =>
    readVids(source).pipe(
      distinct((one) => (one instanceof Lost ? one.key : one)),
      map((one) => (one instanceof Lost ? one : { source, vid: one })),
    );
  const readOwnGroup = (source: Source): Observable<Source> =>
    readVids(source).pipe(
      // Leaving early would break off the reads that other parts share.
      reduce((hasAny, one) => hasAny || !(one instanceof Lost), false),
      filter((hasAny) => hasAny),
      map(() => source),
    );
  return [
    part({ target: vlanGroup, read: readOwnGroup, row: vlanGroupRow, covers: () => false, whenGone: 'keep' }),
    part({ target: vlan, read: readVlans, row: vlanRow, covers: () => false, whenGone: 'keep' }),
  ];
}

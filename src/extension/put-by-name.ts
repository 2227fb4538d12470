import { lastValueFrom, toArray } from 'rxjs';
import { type NetboxClient } from '../clients/netbox/netbox-client';
import { NotFound } from '../core/errors/errors';

/** Values of a NetBox object whose name is its identity. */
export type Named = Readonly<Record<string, unknown>> & { readonly name: string };

/** Makes an object in NetBox, or gives the one of that name these values; its id. Throws what NetBox refused. */
export async function putByName(netbox: NetboxClient, path: string, values: Named): Promise<number> {
  const [known] = await lastValueFrom(netbox.list(path, { name: [values.name] }).pipe(toArray()));
  const writing = known
    ? netbox.updateMany(path, [{ ...values, id: known.id }])
    : netbox.createMany(path, [values]);
  const outcome = await lastValueFrom(writing);
  if (outcome.status === 'failed') throw outcome.error;
  return outcome.row.id;
}

/** Takes objects away; what is gone already is no failure. */
export async function takeAway(netbox: NetboxClient, path: string, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  const outcomes = await lastValueFrom(netbox.deleteMany(path, ids).pipe(toArray()));
  for (const outcome of outcomes)
    if (outcome.status === 'failed' && !(outcome.error instanceof NotFound)) throw outcome.error;
}

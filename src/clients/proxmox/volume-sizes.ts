import { type WireRow } from './wire-row';

/** Reads the sizes in bytes in `GET /nodes/{node}/storage/{storage}/content`, by the names of the volumes. */
export function volumeSizesOf(rows: readonly WireRow[]): ReadonlyMap<string, number> {
  const sizes = rows.map((row) => [row.text('volid'), row.number('size')] as const);
  return new Map(
    sizes.filter((one): one is readonly [string, number] => one[0] !== undefined && one[1] !== undefined),
  );
}

import { type DataSource, type EntityMetadata } from 'typeorm';
import { type ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { type AnyModel } from '../../src/core/model/define-model';
import { withConnection } from '../../src/core/database/connection';

/**
 * Fills the table of a model up to so many rows inside PostgreSQL, all like the row of that id but for what has to be unique;
 * times differ by minutes, so that lists have an order.
 */
export async function fillUp(
  databaseUrl: string,
  { dataSource, model, id }: { dataSource: DataSource; model: AnyModel; id: number },
  rows: number,
): Promise<void> {
  const metadata = dataSource.getMetadata(model.name);
  const varied = variedColumns(metadata);
  const columns = metadata.columns.filter(({ isGenerated }) => !isGenerated);
  const names = columns.map(({ databaseName }) => `"${databaseName}"`);
  const values = columns.map((column) => valueOf(column, varied.has(column)));
  await withConnection(databaseUrl, (client) =>
    client.query(
      `INSERT INTO "${metadata.tableName}" (${names.join(', ')})
       SELECT ${values.join(', ')} FROM "${metadata.tableName}" AS one
         CROSS JOIN generate_series((SELECT count(*) FROM "${metadata.tableName}") + 1, $1::bigint) AS n WHERE one.id = $2`,
      [rows, id],
    ),
  );
}

/** The last column of each that have to be unique together, but never one that points at a row. */
function variedColumns(metadata: EntityMetadata): Set<ColumnMetadata> {
  const unique = [...metadata.uniques, ...metadata.indices.filter(({ isUnique }) => isUnique)];
  return new Set(
    unique.flatMap(({ name, columns }) => {
      const free = columns.findLast((column) => !isReference(metadata, column));
      if (!free) throw new Error(`No column of ${name} can be varied.`);
      return [free];
    }),
  );
}

function isReference(metadata: EntityMetadata, column: ColumnMetadata): boolean {
  return metadata.foreignKeys.some(({ columns }) => columns.includes(column));
}

function valueOf({ databaseName, type, length }: ColumnMetadata, isVaried: boolean): string {
  const value = `one."${databaseName}"`;
  if (type === 'timestamptz') return `${value} - n * interval '1 minute'`;
  if (!isVaried) return value;
  if (type === 'integer' || type === 'bigint') return `${value} + 1000000 + n::integer`;
  if (type === 'uuid') return 'gen_random_uuid()';
  const room = length ? `left(${value}, ${Number(length) - 7})` : value;
  return `${room} || '-' || n`;
}

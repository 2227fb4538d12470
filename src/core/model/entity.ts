import { EntitySchema, type EntitySchemaColumnOptions, type ValueTransformer } from 'typeorm';
import { type AnyModel, type AnyRow, type Fields } from './define-model';
import { type AnyField } from './field';
import { snakeCase } from './naming';
import { searchedText } from './searched-text';

/** What keeps secrets unreadable in the database. */
export interface Sealer {
  seal(plain: string): string;
  open(sealed: string): string;
}

/** The TypeORM entity of a model; its name is the model's name. Every constraint is named, for errors and migrations. */
export function entityOf(model: AnyModel, sealer: Sealer): EntitySchema<AnyRow> {
  const fields = model.fields as Fields;
  const columns: Record<string, EntitySchemaColumnOptions> = {
    id: {
      type: 'integer',
      primary: true,
      generated: 'increment',
      primaryKeyConstraintName: `${model.table}_pk`,
    },
    created: { type: 'timestamptz', precision: 3, createDate: true },
    lastUpdated: { name: 'last_updated', type: 'timestamptz', precision: 3, updateDate: true },
    ...(!model.isPlain && {
      tagIds: { name: 'tag_ids', type: 'integer', array: true, default: [] },
      customFieldData: { name: 'custom_field_data', type: 'jsonb', default: {} },
    }),
  };
  for (const [name, one] of Object.entries(fields)) columns[name] = columnOf(model, name, one, sealer);
  return new EntitySchema<AnyRow>({
    name: model.name,
    tableName: model.table,
    columns: columns as Record<keyof AnyRow, EntitySchemaColumnOptions>,
    uniques: [
      ...(model.identity.length
        ? [{ name: `${model.table}_identity`, columns: model.identity as never }]
        : []),
      ...Object.keys(fields)
        .filter((name) => fields[name].isUnique)
        .map((name) => ({ name: `${model.table}_${snakeCase(name)}_key`, columns: [name] as never })),
    ],
    indices: [
      ...Object.entries(fields)
        .filter(([name, one]) => (one.reference ?? one.externalType) && model.identity[0] !== name)
        .map(([name]) => ({ name: `${model.table}_${snakeCase(name)}_ix`, columns: [name] })),
      ...model.indexes.map((names) => ({
        // PostgreSQL cuts names after 63 bytes, and the comparison with the definitions would differ for ever.
        name: `${model.table}_${names.map(snakeCase).join('_')}_ix`.slice(0, 63),
        columns: [...names],
      })),
      // The id makes the order of rows that tie part of the index, without which the tied would be sorted for each page.
      ...model.sortedBy.map((name) => ({
        name: `${model.table}_${snakeCase(name)}_sort`.slice(0, 63),
        columns: [name, 'id'],
      })),
      // TypeORM knows no GIN: it only must not take these away.
      ...indexesInSql(model).map(({ name }) => ({ name, columns: ['id'], synchronize: false })),
    ],
  });
}

/** An index that TypeORM cannot express. */
export interface SqlIndex {
  readonly name: string;
  readonly up: string;
  readonly down: string;
  /** PostgreSQL has it only where this can be had. */
  readonly extension?: string;
}

/** The indexes by which lists find tags and words. */
export function indexesInSql(model: AnyModel): SqlIndex[] {
  return [...(model.isPlain ? [] : [tagIndex(model)]), ...(model.hasSearchIndex ? [wordIndex(model)] : [])];
}

function tagIndex({ table }: AnyModel): SqlIndex {
  const name = `${table}_tag_ids_ix`;
  return {
    name,
    up: `CREATE INDEX "${name}" ON "${table}" USING GIN ("tag_ids")`,
    down: `DROP INDEX "public"."${name}"`,
  };
}

/**
 * pg_trgm is a trusted extension: the owner of the database may have it, if it is installed on the server. Where it is not
 * (feature_not_supported, undefined_file) or may not be had (insufficient_privilege), searching reads the table.
 */
function wordIndex(model: AnyModel): SqlIndex {
  const name = `${model.table}_search_ix`;
  const words = searchedText(model, (field) => `"${snakeCase(field)}"`);
  return {
    name,
    extension: 'pg_trgm',
    up:
      `DO $$ BEGIN CREATE EXTENSION IF NOT EXISTS pg_trgm; ` +
      `CREATE INDEX "${name}" ON "${model.table}" USING GIN ((${words}) gin_trgm_ops); ` +
      `EXCEPTION WHEN feature_not_supported OR undefined_file OR insufficient_privilege THEN ` +
      `RAISE NOTICE 'No index for searching: %', SQLERRM; END $$`,
    down: `DROP INDEX IF EXISTS "public"."${name}"`,
  };
}

function columnOf(model: AnyModel, name: string, one: AnyField, sealer: Sealer): EntitySchemaColumnOptions {
  const isReference = one.reference !== undefined || one.externalType !== undefined;
  const column = snakeCase(name) + (isReference ? '_id' : '');
  return {
    ...one.column,
    name: column,
    ...(one.default !== undefined && !(one.default instanceof Date) && { default: one.default }),
    ...(one.reference && {
      foreignKey: {
        target: one.reference.model,
        name: `${model.table}_${column}_fk`,
        onDelete: one.reference.onDelete,
      },
    }),
    ...(one.isSecret && { transformer: sealed(sealer) }),
  };
}

function sealed(sealer: Sealer): ValueTransformer {
  return {
    to: (plain: unknown) => (typeof plain === 'string' && plain !== '' ? sealer.seal(plain) : plain),
    from: (stored: unknown) => (typeof stored === 'string' && stored !== '' ? sealer.open(stored) : stored),
  };
}

import { EntitySchema, type EntitySchemaColumnOptions, type ValueTransformer } from 'typeorm';
import { type AnyModel, type AnyRow, type Fields } from './define-model';
import { type AnyField } from './field';
import { snakeCase } from './naming';

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
      // TypeORM knows no GIN: it only must not take the index away (see indexOfTags).
      ...(model.isPlain ? [] : [{ name: tagIndexName(model), columns: ['tagIds'], synchronize: false }]),
    ],
  });
}

function tagIndexName(model: AnyModel): string {
  return `${model.table}_tag_ids_ix`;
}

/** The index by which lists find tags, as SQL; undefined for a plain model. */
export function indexOfTags(model: AnyModel): { name: string; up: string; down: string } | undefined {
  if (model.isPlain) return undefined;
  const name = tagIndexName(model);
  return {
    name,
    up: `CREATE INDEX "${name}" ON "${model.table}" USING GIN ("tag_ids")`,
    down: `DROP INDEX "public"."${name}"`,
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

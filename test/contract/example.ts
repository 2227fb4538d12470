import { type DataSource, type ObjectLiteral } from 'typeorm';
import { newDraft } from '../../src/core/crud/drafts';
import { type AnyModel, type AnyRow, type Fields } from '../../src/core/model/define-model';
import { type AnyField, isRequired } from '../../src/core/model/field';
import { snakeCase } from '../../src/core/model/naming';

/**
 * Makes rows of any model out of its definition: the n-th differs from all others in every field that it fills, and the
 * rows that it points at are made too.
 */
export class Examples {
  constructor(
    private readonly dataSource: DataSource,
    private readonly models: readonly AnyModel[],
  ) {}

  /** The JSON of a create request. */
  async exampleOf(model: AnyModel, n: number): Promise<Record<string, unknown>> {
    const example: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(model.fields as Fields)) {
      if (field.isReadOnly || !isFilled(model, name, field)) continue;
      example[snakeCase(name)] = await this.valueOf(name, field, n);
    }
    return example;
  }

  /** A stored row, also of a model that takes none by REST. */
  async rowOf(model: AnyModel, n: number): Promise<AnyRow> {
    const values: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(model.fields as Fields)) {
      if (isFilled(model, name, field)) values[name] = field.parse(await this.valueOf(name, field, n));
    }
    const draft = newDraft(model, values);
    const { identifiers } = await this.dataSource.getRepository<ObjectLiteral>(model.name).insert(draft);
    return this.dataSource
      .getRepository<AnyRow>(model.name)
      .findOneByOrFail({ id: Number(identifiers[0].id) });
  }

  private async valueOf(name: string, field: AnyField, n: number): Promise<unknown> {
    switch (field.kind) {
      case 'int':
        return n + 1;
      case 'float':
        return n + 0.5;
      case 'bool':
        return n % 2 === 0;
      case 'choice':
        return field.default ?? Object.keys(field.choices ?? {})[0];
      case 'datetime':
        return new Date(Date.UTC(2026, 0, 1 + n, 12)).toISOString();
      case 'address':
        return `10.0.${Math.floor(n / 250)}.${(n % 250) + 1}`;
      case 'json':
        return field.default ?? {};
      case 'external':
        return 100 + n;
      case 'ref': {
        const target = this.models.find((model) => model.name === field.reference?.model);
        return target && (await this.rowOf(target, n + 1000 * (this.made += 1))).id;
      }
      default:
        return `${snakeCase(name).replace(/_/g, '-').slice(0, 12)}-${n}`.slice(
          0,
          Number(field.column.length ?? 255),
        );
    }
  }

  private made = 0;
}

/** Text that may stay blank often has a form of its own; it is filled only where the model names rows by it. */
function isFilled(model: AnyModel, name: string, field: AnyField): boolean {
  if (field.kind === 'ref') return isRequired(field);
  const isText = ['text', 'long-text', 'secret'].includes(field.kind);
  return !isText || isRequired(field) || model.identity.includes(name) || model.search.includes(name);
}

import { type DataSource, type ObjectLiteral } from 'typeorm';
import { newDraft } from '../../src/core/crud/drafts';
import { brokenRules } from '../../src/core/crud/dto';
import { contentTypeOf } from '../../src/core/model/content-type';
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
      example[snakeCase(name)] = await this.valueOf(model, name, field, n);
    }
    // What only goes together with something else is left out.
    const values = valuesOf(model, example);
    for (let wrong = broken(model, values); wrong.length > 0; wrong = broken(model, values)) {
      for (const name of wrong) {
        delete values[name];
        delete example[snakeCase(name)];
      }
    }
    return example;
  }

  /** A stored row, also of a model that takes none by REST. */
  async rowOf(model: AnyModel, n: number): Promise<AnyRow> {
    const values: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(model.fields as Fields)) {
      if (isFilled(model, name, field)) values[name] = field.parse(await this.valueOf(model, name, field, n));
    }
    for (let wrong = broken(model, values); wrong.length > 0; wrong = broken(model, values)) {
      for (const name of wrong) delete values[name];
    }
    const draft = newDraft(model, values);
    const { identifiers } = await this.dataSource.getRepository<ObjectLiteral>(model.name).insert(draft);
    return this.dataSource
      .getRepository<AnyRow>(model.name)
      .findOneByOrFail({ id: Number(identifiers[0].id) });
  }

  private async valueOf(model: AnyModel, name: string, field: AnyField, n: number): Promise<unknown> {
    switch (field.kind) {
      case 'int':
        return n + 1;
      case 'float':
      case 'decimal':
        return n + 0.5;
      case 'bool':
        // A custom field that has to be filled would stand in the way of all other writes.
        return name !== 'required' && n % 2 === 0;
      case 'choice':
        return field.default ?? Object.keys(field.choices ?? {})[0];
      case 'datetime':
        return new Date(Date.UTC(2026, 0, 1 + n, 12)).toISOString();
      case 'address':
        return `10.0.${Math.floor(n / 250)}.${(n % 250) + 1}`;
      case 'json':
        return field.default ?? {};
      case 'object-types':
        // A custom field may be required: of a model that no test makes rows of.
        return [contentTypeOf(this.models.find((one) => one.isSingleton) ?? this.assignable())];
      case 'object-type':
        return contentTypeOf(this.assignable());
      case 'object-id':
        return (await this.rowOf(this.assignable(), n + 1000 * (this.made += 1))).id;
      case 'external':
        return this.external(String(field.externalType), 100 + n);
      case 'ref': {
        const target = this.models.find((model) => model.name === field.reference?.model);
        return target && (await this.rowOf(target, n + 1000 * (this.made += 1))).id;
      }
      default: {
        const key = snakeCase(name);
        const words = `${key.replace(/_/g, '-').slice(0, 12)}-${n}`.slice(
          0,
          Number(field.column.length ?? 255),
        );
        const forms = [words, words.replace(/-/g, '_'), `https://${words}.example/`];
        return forms.find((form) => !brokenRules(model, { [key]: form })[key]) ?? words;
      }
    }
  }

  /** A model whose rows others can be about. */
  private assignable(): AnyModel {
    const [model] = this.models.filter((one) => !one.isPlain);
    return model;
  }

  /** An object of another program, whose name is known. */
  private async external(type: string, id: number): Promise<number> {
    const target = this.models.find((model) => model.mirror);
    if (!target?.mirror) return id;
    const values = Object.fromEntries(
      Object.entries(target.fields as Fields)
        .filter(([, field]) => field.kind === 'text')
        .map(([name]) => [name, `${snakeCase(name)} of ${type} ${id}`]),
    );
    const draft = newDraft(target, { ...values, [target.mirror.type]: type, [target.mirror.id]: id });
    await this.dataSource
      .createQueryBuilder()
      .insert()
      .into<ObjectLiteral>(target.name)
      .values(draft)
      .orIgnore()
      .execute();
    return id;
  }

  private made = 0;
}

/** The fields whose values a rule over several fields complains about. */
function broken(model: AnyModel, values: Record<string, unknown>): string[] {
  const errors = model.check(newDraft(model, values)) ?? {};
  return Object.keys(values).filter((name) => Object.hasOwn(errors, snakeCase(name)));
}

function valuesOf(model: AnyModel, example: Record<string, unknown>): Record<string, unknown> {
  const given = Object.entries(model.fields as Fields).filter(([name]) =>
    Object.hasOwn(example, snakeCase(name)),
  );
  return Object.fromEntries(given.map(([name, field]) => [name, field.parse(example[snakeCase(name)])]));
}

/** Text that may stay blank often has a form of its own; it is filled only where the model names rows by it. */
function isFilled(model: AnyModel, name: string, field: AnyField): boolean {
  if (field.kind === 'ref') {
    const isNamed = model.identity.includes(name) || model.search.some((path) => path.startsWith(`${name}.`));
    return isNamed || isRequired(field);
  }
  const isText = ['text', 'long-text', 'secret'].includes(field.kind);
  return !isText || isRequired(field) || model.identity.includes(name) || model.search.includes(name);
}

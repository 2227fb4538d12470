import { type EntityManager, type FindOperator, type FindOptionsWhere, IsNull } from 'typeorm';
import { type AnyModel, type AnyRow, type Fields } from '../model/define-model';
import { BadValue } from '../model/field';
import { snakeCase } from '../model/naming';
import { INT4_MAX, parseId } from '../model/parse';
import { type Input, isPlainObject, pythonText } from './input';
import { type ModelList } from './model-list';
import { seenAmong } from './sight';

/**
 * Completes inputs with the ids of the rows they refer to, by id or by attributes that exactly one row has. What cannot
 * be found becomes an error of its field, in NetBox's words. One query per referring field, and one per set of attributes.
 */
export class ReferenceFinder {
  constructor(
    private readonly manager: EntityManager,
    private readonly models: ModelList,
  ) {}

  async complete(model: AnyModel, inputs: readonly Input[]): Promise<void> {
    for (const [name, field] of Object.entries(model.fields as Fields)) {
      if (!field.reference) continue;
      const target = this.models.named(field.reference.model);
      await this.checkIds(target, name, inputs);
      for (const input of inputs) {
        const attributes = input.attributes[name];
        if (attributes) await this.fill(input, name, target, attributes);
      }
    }
  }

  private async checkIds(target: AnyModel, name: string, inputs: readonly Input[]): Promise<void> {
    const given = inputs.filter((input) => typeof input.values[name] === 'number');
    if (given.length === 0) return;
    const ids = [...new Set(given.map((input) => Number(input.values[name])))];
    const where = { id: seenAmong(this.models.all, target, ids) };
    const rows = await this.repository(target).find({ where, select: { id: true } });
    const known = new Set(rows.map((row) => row.id));
    for (const input of given) {
      const id = Number(input.values[name]);
      if (!known.has(id)) {
        input.errors[snakeCase(name)] = [`Related object not found using the provided numeric ID: ${id}`];
      }
    }
  }

  private async fill(
    input: Input,
    name: string,
    target: AnyModel,
    attributes: Record<string, unknown>,
  ): Promise<void> {
    try {
      input.values[name] = await this.idBy(target, attributes);
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      input.errors[snakeCase(name)] = [error.message];
    }
  }

  /** The id of the one row with these attributes, by their JSON names; throws BadValue when there is none, or more. */
  async idBy(target: AnyModel, attributes: Record<string, unknown>): Promise<number> {
    const where: { -readonly [K in keyof FindOptionsWhere<AnyRow>]: FindOptionsWhere<AnyRow>[K] } = {};
    for (const [key, value] of Object.entries(attributes)) {
      const [name, wanted] = await this.condition(target, key, value, attributes);
      where[name] = wanted;
    }
    const isEmpty = Object.keys(where).length === 0;
    const seen = seenAmong(this.models.all, target, typeof where.id === 'number' ? [where.id] : undefined);
    if (seen) where.id = seen;
    const rows = isEmpty ? [] : await this.repository(target).find({ where, select: { id: true }, take: 2 });
    if (rows.length === 1) return rows[0].id;
    throw rows.length === 0
      ? notFound(attributes)
      : new BadValue(`Multiple objects match the provided attributes: ${pythonText(attributes)}`);
  }

  private async condition(
    target: AnyModel,
    key: string,
    value: unknown,
    attributes: Record<string, unknown>,
  ): Promise<[string, number | string | boolean | Date | FindOperator<unknown>]> {
    const fields = target.fields as Fields;
    // Secrets and JSON are no means to find a row: the first would leak, the second has no equality.
    const searchable = Object.keys(fields).filter((one) => fields[one].lookups !== 'none');
    const name = ['id', ...searchable].find((one) => snakeCase(one) === key);
    if (name === undefined) throw new BadValue(`Cannot resolve keyword '${key}' into field.`);
    if (value === null) return [name, IsNull()];
    if (name === 'id') return [name, parsedOr(() => parseId(value), attributes)];
    const field = fields[name];
    if (isPlainObject(value) && field.reference) {
      return [name, await this.idBy(this.models.named(field.reference.model), value)];
    }
    const parsed = parsedOr<number | string | boolean | Date>(() => field.parse(value), attributes);
    const isTooLarge = field.column.type === 'integer' && Math.abs(Number(parsed)) > INT4_MAX;
    if (isTooLarge) throw notFound(attributes);
    return [name, parsed];
  }

  private repository(model: AnyModel) {
    return this.manager.getRepository<AnyRow>(model.name);
  }
}

function parsedOr<T>(parse: () => T, attributes: Record<string, unknown>): T {
  try {
    return parse();
  } catch (error) {
    throw error instanceof BadValue ? notFound(attributes) : error;
  }
}

function notFound(attributes: Record<string, unknown>): BadValue {
  return new BadValue(`Related object not found using the provided attributes: ${pythonText(attributes)}`);
}

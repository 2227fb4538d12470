import { type DataSource } from 'typeorm';
import { type Condition } from '../crud/lookups';
import { BadValue } from '../model/field';
import { tag, type Tag } from './tag.model';

const PARAMETER = /^(tag|tag_id)(?:__(n|any))?$/;

export function isTagParameter(key: string): boolean {
  return PARAMETER.test(key);
}

/**
 * The condition of `?tag=` (slugs) or `?tag_id=`: several values must all be there, with `__any` one of them, with `__n`
 * none. Throws BadValue for a tag that does not exist.
 */
export async function tagCondition(
  key: string,
  values: readonly string[],
  dataSource: DataSource,
  { row, prefix }: { row: string; prefix: string },
): Promise<Condition | undefined> {
  const [, by, lookup] = PARAMETER.exec(key) ?? [];
  const given = values.filter((value) => value !== '');
  if (given.length === 0) return undefined;
  const ids = await idsOf(by === 'tag' ? 'slug' : 'id', given, dataSource);
  const column = `${row}."tag_ids"`;
  const wanted = `CAST(:${prefix} AS integer[])`;
  const sql = {
    all: `${column} @> ${wanted}`,
    any: `${column} && ${wanted}`,
    n: `NOT (${column} && ${wanted})`,
  }[lookup ?? 'all'];
  return { sql: sql ?? '', parameters: { [prefix]: ids } };
}

async function idsOf(
  by: 'slug' | 'id',
  values: readonly string[],
  dataSource: DataSource,
): Promise<number[]> {
  const tags = await dataSource
    .getRepository<Tag>(tag.name)
    .createQueryBuilder('known')
    .select(['known.id', 'known.slug'])
    .where(`CAST(known.${by} AS text) IN (:...values)`, { values: [...values] })
    .getMany();
  return values.map((value) => {
    const found = tags.find((one) => String(one[by]) === value);
    if (!found) throw new BadValue(`Select a valid choice. ${value} is not one of the available choices.`);
    return found.id;
  });
}

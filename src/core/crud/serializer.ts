import { presentCustomFields } from '../features/custom-field-values';
import { tag } from '../features/tag.model';
import { API_ROOT, PAGE_ROOT } from '../http/api-root';
import { type AnyModel, type AnyRow, type Computed, type Fields } from '../model/define-model';
import { type AnyField } from '../model/field';
import { snakeCase } from '../model/naming';
import { type Links, MAX_DEPTH } from './links';
import { type ModelList } from './model-list';
import { nestedKeys, type Projection } from './projection';

export type JsonObject = Record<string, unknown>;

/** Path of one row in REST. */
export function restPath(model: AnyModel, id: number): string {
  return `${API_ROOT}/${model.path}/${id}/`;
}

/** Makes JSON of rows in the shapes of NetBox's REST API. */
export class Serializer {
  /** `origin` is what comes before the path in addresses, e.g. `https://proxbox.example.com`. */
  constructor(
    private readonly models: ModelList,
    private readonly origin: string,
  ) {}

  /** The absolute address of one row. */
  urlOf(model: AnyModel, id: number): string {
    return this.origin + restPath(model, id);
  }

  /** One row; `links` must hold what the named fields point at. */
  toJson(model: AnyModel, row: AnyRow, links: Links, names: Projection, depth = 0): JsonObject {
    return Object.fromEntries(
      names.map((name) => [snakeCase(name), this.valueOf(model, row, name, links, depth)]),
    );
  }

  private valueOf(model: AnyModel, row: AnyRow, name: string, links: Links, depth: number): unknown {
    if (name === 'url') return this.urlOf(model, row.id);
    if (name === 'display') {
      return depth === 0 ? links.title(this.models, model, row) : links.display(this.models, model, row);
    }
    if (name === 'customFields') return presentCustomFields(links.customFields, row.customFieldData ?? {});
    if (name === 'tags') return this.tags(row.tagIds ?? [], links);
    const computed = model.computed as Record<string, Computed<AnyRow>>;
    if (Object.hasOwn(computed, name)) return plain(computed[name].of(row));
    const field = (model.fields as Fields)[name] as AnyField | undefined;
    const value = row[name] ?? null;
    if (field?.isSecret || value === null) return null;
    if (field?.isPlain) return value;
    if (field?.choices) return { value, label: field.choices[String(value)]?.label ?? String(value) };
    if (field?.externalType) return this.external(links, field.externalType, Number(value));
    if (field?.reference) return this.nested(links, field.reference.model, Number(value), depth);
    return plain(value);
  }

  /** In the order of their names; as the only nested objects they tell where people see them, as in NetBox. */
  private tags(ids: readonly number[], links: Links): JsonObject[] {
    const rows = ids.flatMap((id) => links.row(tag.name, id) ?? []);
    rows.sort((a, b) => String(a.name).localeCompare(String(b.name)));
    return rows.map((row) => {
      const { id, url, ...rest } = this.toJson(tag as AnyModel, row, links, nestedKeys(tag as AnyModel));
      return { id, url, display_url: `${this.origin}${PAGE_ROOT}/${tag.path}/${row.id}/`, ...rest };
    });
  }

  private external(links: Links, type: string, id: number): JsonObject {
    const { url, display, nested } = links.external(type, id);
    return nested ?? { id, url, display };
  }

  private nested(links: Links, modelName: string, id: number, depth: number): JsonObject {
    const model = this.models.named(modelName);
    const row = links.row(modelName, id);
    // The row went away after the list was read, or it is nested deeper than is shown, perhaps in a circle.
    if (!row || depth >= MAX_DEPTH) return { id, url: this.urlOf(model, id), display: `#${id}` };
    return this.toJson(model, row, links, nestedKeys(model), depth + 1);
  }
}

function plain(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value;
}

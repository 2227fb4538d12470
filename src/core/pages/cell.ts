import { type Links } from '../crud/links';
import { type ModelList } from '../crud/model-list';
import { type AnyModel, type AnyRow, type Computed, type Fields } from '../model/define-model';
import { modelOfType } from '../model/content-type';
import { type AnyField, type Color, labelOf, type Widget } from '../model/field';
import { type CustomField } from '../features/custom-field.model';
import { humanize } from '../model/naming';
import { customCell, customFieldAt, customLabel } from './custom-columns';
import { detailPath } from './page-address';
import { colorOf, type TagBadge, tagBadges } from './tag-badge';
import { bytesText, dateTimeText, jsonText, numberText } from './value-text';

/** One value of a row, ready for the partial `views/field/<widget>.njk`. */
export interface Cell {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly widget: Widget;
  /** Shown as a grey dash. */
  readonly isEmpty: boolean;
  readonly text: string;
  /** What the mouse pointer shows: the exact value where `text` is rounded. */
  readonly title?: string;
  /** Where a reference leads. */
  readonly href?: string;
  readonly color?: Color;
  readonly isTrue?: boolean;
  /** Of the column of tags. */
  readonly tags?: readonly TagBadge[];
}

/** What a column or a line of a card is called. */
export function labelOfName(
  model: AnyModel,
  name: string,
  customFields: readonly CustomField[] = [],
): string {
  const custom = customFieldAt(name, customFields);
  if (custom) return customLabel(custom);
  const field = fieldOf(model, name);
  if (field) return labelOf(name, field);
  return computedOf(model, name)?.label ?? humanize(name);
}

/** Makes the values of rows showable; `links` must hold what the rows point at. */
export function cellOf(model: AnyModel, row: AnyRow, name: string, links: Links, models: ModelList): Cell {
  const custom = customFieldAt(name, links.customFields);
  if (custom) return customCell(custom, row.customFieldData?.[custom.name]);
  if (name === 'tags' && !model.isPlain) return tagCell(tagBadges(model, row, links));
  const field = fieldOf(model, name);
  const computed = computedOf(model, name);
  const value = computed ? computed.of(row) : row[name];
  return {
    name,
    label: labelOfName(model, name),
    help: field?.help ?? computed?.help ?? '',
    widget: field?.widget ?? widgetOf(value),
    ...(isEmpty(value)
      ? { isEmpty: true, text: '' }
      : {
          isEmpty: false,
          ...shown(field, value, links, models),
          ...about(field, row, value, links, models),
        }),
  };
}

function tagCell(tags: readonly TagBadge[]): Cell {
  const text = tags.map(({ name }) => name).join(', ');
  return { name: 'tags', label: 'Tags', help: '', widget: 'tags', isEmpty: tags.length === 0, text, tags };
}

/** Leads to the row that a value is about; the id of that row is shown by its name. */
function about(
  field: AnyField | undefined,
  row: AnyRow,
  value: unknown,
  links: Links,
  models: ModelList,
): (Pick<Cell, 'href' | 'widget'> & Partial<Pick<Cell, 'text'>>) | undefined {
  const { type, id } = field?.about ?? {};
  const target = type === undefined ? undefined : modelOfType(models.all, row[type]);
  const found = target && id !== undefined ? links.row(target.name, Number(row[id])) : undefined;
  if (!target || !found) return undefined;
  const isItsId = id !== undefined && row[id] === value;
  return {
    widget: 'link',
    href: detailPath(target, found.id),
    ...(isItsId && { text: links.display(models, target, found) }),
  };
}

type Shown = Pick<Cell, 'text' | 'title' | 'href' | 'color' | 'isTrue'>;

function shown(field: AnyField | undefined, value: unknown, links: Links, models: ModelList): Shown {
  if (field?.choices) {
    const choice = field.choices[String(value)];
    return { text: choice?.label ?? String(value), color: choice?.color ?? 'gray' };
  }
  if (field?.reference) {
    const target = models.named(field.reference.model);
    const row = links.row(target.name, Number(value));
    return {
      text: row ? links.display(models, target, row) : `#${String(value)}`,
      href: detailPath(target, Number(value)),
    };
  }
  if (field?.externalType) {
    const { display, url } = links.external(field.externalType, Number(value));
    return { text: display, ...(isWebAddress(url) && { href: url }) };
  }
  if (field?.widget === 'object-type') return { text: nameOfType(models, value) };
  if (field?.widget === 'object-types')
    return {
      text: [value]
        .flat()
        .map((one) => nameOfType(models, one))
        .join(', '),
    };
  if (field?.widget === 'color') return { text: colorOf(value) };
  if (value instanceof Date) return { text: dateTimeText(value), title: value.toISOString() };
  if (typeof value === 'boolean') return { text: value ? 'Yes' : 'No', isTrue: value };
  if (field?.unit === 'bytes') return { text: bytesText(Number(value)), title: `${String(value)} bytes` };
  if (typeof value === 'number') return { text: numberText(value), title: String(value) };
  if (typeof value === 'object') return { text: jsonText(value) };
  return { text: String(value) };
}

/** What people call the model of a content type. */
function nameOfType(models: ModelList, contentType: unknown): string {
  return modelOfType(models.all, contentType)?.label ?? String(contentType);
}

/** Addresses come from another program; anything but http could run a script when it is clicked. */
function isWebAddress(url: string | null): url is string {
  return url !== null && (/^https?:\/\//i.test(url) || /^\/(?!\/)/.test(url));
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (value instanceof Date || typeof value !== 'object') return false;
  return Object.keys(value).length === 0;
}

function widgetOf(value: unknown): Widget {
  if (value instanceof Date) return 'datetime';
  if (typeof value === 'boolean') return 'checkbox';
  if (typeof value === 'number') return 'number';
  return typeof value === 'object' && value !== null ? 'json' : 'text';
}

function fieldOf(model: AnyModel, name: string): AnyField | undefined {
  const fields = model.fields as Fields;
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function computedOf(model: AnyModel, name: string): Computed<AnyRow> | undefined {
  const computed = model.computed as Record<string, Computed<AnyRow>>;
  return Object.hasOwn(computed, name) ? computed[name] : undefined;
}

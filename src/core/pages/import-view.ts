import { type FieldErrors } from '../errors/errors';
import { type CustomField } from '../features/custom-field.model';
import { type AnyModel } from '../model/define-model';
import { isRequired, labelOf } from '../model/field';
import { snakeCase } from '../model/naming';
import { customColumn, customLabel } from './custom-columns';
import { editableFields } from './form-values';
import { type ImportRecord } from './import-text';
import { jsonText } from './value-text';

const ERRORS_SHOWN = 200;
const RECORDS_SHOWN = 20;

/** What a person may write into an import, as the table below the form lists it. */
export interface FieldHint {
  readonly key: string;
  readonly isRequired: boolean;
  readonly accessor: string;
  readonly help: string;
  readonly choices: readonly string[];
}

const HINTS: Readonly<Record<string, string>> = {
  bool: 'true or false',
  datetime: 'YYYY-MM-DDThh:mm:ss, in UTC unless it has a zone',
  json: 'JSON',
  external: 'the id there, or its name',
};

export function fieldHints(model: AnyModel, customFields: readonly CustomField[]): FieldHint[] {
  const own = editableFields(model).map(([name, field]): FieldHint => {
    const key = snakeCase(name);
    const target = field.reference?.model ?? field.externalType;
    return {
      key,
      isRequired: isRequired(field),
      accessor: target === undefined ? '' : `${key}.name`,
      help: [labelOf(name, field), field.help, HINTS[field.kind]].filter(Boolean).join('. '),
      choices: Object.keys(field.choices ?? {}),
    };
  });
  return [...own, ...(model.isPlain ? [] : [TAG_HINT]), ...customFields.map(customHint)];
}

const TAG_HINT: FieldHint = {
  key: 'tags',
  isRequired: false,
  accessor: '',
  help: 'Slugs of tags, with commas between them in a table.',
  choices: [],
};

function customHint(field: CustomField): FieldHint {
  return {
    key: customColumn(field),
    isRequired: field.required && field.default === null,
    accessor: '',
    help: [customLabel(field), field.description].filter(Boolean).join('. '),
    choices: field.choices.map(([value]) => value),
  };
}

/** Every mistake as a line: `Record 3 port: A valid integer is required.` */
export function errorLines(rows: readonly FieldErrors[]): string[] {
  const lines = rows.flatMap((errors, index) =>
    Object.entries(errors).map(([key, messages]) => {
      const field = key === '__all__' || key === 'non_field_errors' ? '' : ` ${key}`;
      return `Record ${index + 1}${field}: ${messages.join(' ')}`;
    }),
  );
  const others = lines.length - ERRORS_SHOWN;
  return others > 0 ? [...lines.slice(0, ERRORS_SHOWN), `and ${others} more`] : lines;
}

/** The first records as a table. */
export interface Preview {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly others: number;
}

export function previewOf(model: AnyModel, records: readonly ImportRecord[]): Preview {
  const secrets = new Set(
    editableFields(model).flatMap(([name, field]) => (field.isSecret ? [snakeCase(name)] : [])),
  );
  const shown = records.slice(0, RECORDS_SHOWN);
  const heads = [...new Set(shown.flatMap((record) => Object.keys(record)))];
  const cell = (value: unknown, head: string): string => {
    if (value === undefined || value === null || value === '') return '';
    if (secrets.has(head)) return '••••••••';
    return typeof value === 'object' ? jsonText(value) : String(value);
  };
  return {
    heads,
    rows: shown.map((record) => heads.map((head) => cell(record[head], head))),
    others: records.length - shown.length,
  };
}

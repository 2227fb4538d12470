import { CsvError, parse as parseCsv } from 'csv-parse/sync';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import { isPlainObject } from '../crud/input';
import { Invalid } from '../errors/errors';
import { isDeeperThan, MAX_DEPTH } from '../http/rest-requests';
import { unguarded } from './transfer-record';

export const IMPORT_FORMATS = ['auto', 'csv', 'json', 'yaml'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** The marks between the cells of a CSV table, by the name that the form sends. */
export const DELIMITERS: Readonly<Record<string, string>> = {
  comma: ',',
  semicolon: ';',
  pipe: '|',
  tab: '\t',
};

/** One record of an import as it was written; the cells of a CSV table are all text. */
export type ImportRecord = Record<string, unknown>;

/** Records as a person wrote or exported them. Throws Invalid with the place of the mistake. */
export function recordsOf(
  text: string,
  format: ImportFormat,
  delimiter?: string,
): { isTable: boolean; records: ImportRecord[] } {
  if (text.trim() === '')
    throw new Invalid('There is nothing to import: paste some records, or choose a file.');
  const found = format === 'auto' ? formatOf(text) : format;
  const records =
    found === 'csv' ? csvRecords(text, delimiter) : listed(found === 'json' ? json(text) : yaml(text));
  if (records.length === 0) throw new Invalid('There is nothing to import: the text has no records.');
  return { isTable: found === 'csv', records };
}

function formatOf(text: string): ImportFormat {
  const start = text.trimStart();
  if (/^[[{]/.test(start)) return 'json';
  // A list of YAML, or its mark for the beginning of a document.
  return /^(---|- )/.test(start) ? 'yaml' : 'csv';
}

function csvRecords(text: string, delimiter?: string): ImportRecord[] {
  const firstLine = text.trimStart().split(/\r?\n/, 1)[0];
  try {
    const rows: string[][] = parseCsv(text.trimStart(), {
      delimiter: delimiter ?? usedDelimiter(firstLine),
      bom: true,
      trim: true,
      skip_empty_lines: true,
    });
    const [heads, ...lines] = rows;
    const twice = heads.find((head, index) => heads.indexOf(head) !== index);
    if (twice !== undefined) throw new Invalid(`The column "${twice}" is there twice.`);
    return lines.map((cells) =>
      Object.fromEntries(heads.map((head, index) => [head, unguarded(cells[index])])),
    );
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new Invalid(`This is no CSV table: ${error.message}.`, { cause: error });
  }
}

function usedDelimiter(firstLine: string): string {
  const count = (mark: string): number => firstLine.split(mark).length - 1;
  return Object.values(DELIMITERS).reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Invalid(`This is no JSON: ${(error as Error).message}.`, { cause: error });
  }
}

function yaml(text: string): unknown {
  try {
    return parseYaml(text, { prettyErrors: true });
  } catch (error) {
    const [line] = (error as Error).message.split('\n');
    const reason =
      error instanceof YAMLParseError || error instanceof ReferenceError ? line : 'it cannot be read';
    throw new Invalid(`This is no YAML: ${reason}`, { cause: error });
  }
}

function listed(parsed: unknown): ImportRecord[] {
  if (isDeeperThan(parsed, MAX_DEPTH))
    throw new Invalid(`The text is nested more than ${MAX_DEPTH} levels deep.`);
  const list = Array.isArray(parsed) ? parsed : [parsed];
  const wrong = list.findIndex((one) => !isPlainObject(one));
  if (wrong >= 0) throw new Invalid(`Record ${wrong + 1} is no object with the fields of a row.`);
  return list as ImportRecord[];
}

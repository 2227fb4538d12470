import { stringify as csv } from 'csv-stringify/sync';
import { stringify as yaml } from 'yaml';
import { csvCells, type TransferRecord } from './transfer-record';

export const EXPORT_FORMATS = ['csv', 'json', 'yaml'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  yaml: 'application/yaml; charset=utf-8',
};

/** The text of an export, piece by piece. `heads` are those of the CSV table. */
export async function* exportText(
  format: ExportFormat,
  heads: readonly string[],
  batches: AsyncIterable<readonly TransferRecord[]>,
): AsyncGenerator<string> {
  if (format === 'csv') yield csv([[...heads]]);
  if (format === 'json') yield '[';
  let isFirst = true;
  for await (const records of batches) {
    if (records.length === 0) continue;
    if (format === 'csv') yield csv(records.map((record) => csvCells(record, heads)));
    // One list after another is one list in YAML.
    else if (format === 'yaml') yield yaml(records, { aliasDuplicateObjects: false });
    else yield (isFirst ? '\n' : ',\n') + records.map((record) => JSON.stringify(record)).join(',\n');
    isFirst = false;
  }
  if (format === 'json') yield isFirst ? ']\n' : '\n]\n';
  if (format === 'yaml' && isFirst) yield '[]\n';
}

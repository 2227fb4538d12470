import { type Cell } from '../core/pages/cell';
import { type Table } from '../core/pages/list-view';
import { type Setting } from './guest-settings';

/** The configuration of a guest as a table of pages. */
export function configTable(settings: readonly Setting[]): Table {
  const cell = (name: string, label: string, text: string): Cell => ({ name, label, text, help: '', widget: 'text', isEmpty: text === '' }); // prettier-ignore
  return {
    labelPlural: 'settings',
    columns: [
      { name: 'name', label: 'Setting' },
      { name: 'value', label: 'Value' },
    ],
    rows: settings.map(({ name, value }, id) => ({
      id,
      href: '',
      display: name,
      cells: [cell('name', 'Setting', name), cell('value', 'Value', value)],
      linkedCell: -1,
    })),
  };
}

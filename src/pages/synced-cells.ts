import { type Color } from '../core/model/field';
import { type Cell } from '../core/pages/cell';
import { bytesText, dateTimeText, jsonText, numberText } from '../core/pages/value-text';
import { stateOf, type SyncedRow, type SyncedState } from './synced-row';

/** A value of a page about synced objects, without the head that its column has. */
export type Shown = Pick<Cell, 'widget' | 'isEmpty' | 'text'> & Partial<Cell>;

export const NOTHING: Shown = { widget: 'text', isEmpty: true, text: '' };

/** What NetBox's field "MB" counts. */
const MIB = 1024 * 1024;

const STATES: Readonly<Record<SyncedState, { readonly label: string; readonly color: Color }>> = {
  present: { label: 'Present', color: 'green' },
  missing: { label: 'Missing in Proxmox', color: 'orange' },
  deleted: { label: 'Deleted in NetBox', color: 'red' },
};

/** States of guests in the words of Proxmox VE; what is not named here is told in gray. */
const GUEST_COLORS: Readonly<Record<string, Color>> = {
  running: 'green',
  paused: 'yellow',
  suspended: 'yellow',
};

export function textShown(value: unknown): Shown {
  if (value === null || value === undefined || value === '') return NOTHING;
  if (Array.isArray(value) && value.length === 0) return NOTHING;
  if (typeof value === 'boolean')
    return { widget: 'checkbox', isEmpty: false, text: value ? 'Yes' : 'No', isTrue: value };
  if (typeof value === 'number') return { widget: 'number', isEmpty: false, text: numberText(value) };
  return { widget: 'text', isEmpty: false, text: typeof value === 'string' ? value : jsonText(value) };
}

/** `value` is a number of MiB. */
export function sizeShown(value: unknown): Shown {
  if (typeof value !== 'number') return NOTHING;
  return { widget: 'number', isEmpty: false, text: bytesText(value * MIB), title: `${value} MiB` };
}

export function timeShown(moment: Date | null): Shown {
  if (!moment) return NOTHING;
  return { widget: 'datetime', isEmpty: false, text: dateTimeText(moment), title: moment.toISOString() };
}

export function badgeShown(text: string, color: Color): Shown {
  return { widget: 'select', isEmpty: false, text, color };
}

export function guestStatusShown(status: unknown): Shown {
  if (typeof status !== 'string' || status === '') return NOTHING;
  return badgeShown(status, GUEST_COLORS[status] ?? 'gray');
}

/** Leads nowhere where the address is not one that a browser opens as a page. */
export function linkShown(text: string, href: string | undefined): Shown {
  if (text === '') return NOTHING;
  if (href === undefined || !/^(https?:\/\/|\/(?!\/))/i.test(href)) return textShown(text);
  return { widget: 'link', isEmpty: false, text, href };
}

export function stateShown(row: Pick<SyncedRow, 'deletedInNetbox' | 'missingSince'>): Shown {
  const { label, color } = STATES[stateOf(row)];
  const since = row.deletedInNetbox ?? row.missingSince;
  return badgeShown(since ? `${label} since ${dateTimeText(since)}` : label, color);
}

/** What the values of the filter by state are called. */
export function stateLabel(state: SyncedState): string {
  return STATES[state].label;
}

import { type AnyRow } from '../core/model/define-model';
import { type Effects, type Work } from '../core/model/effects';
import { auditEntry, type AuditEntry } from './audit-entry.model';

const UNTOLD = ['id', 'created', 'lastUpdated', 'lastUsed', 'tagIds', 'customFieldData'];

/** Effects of a model whose writes the audit log tells, in the transaction of the write. */
export function audited(label: string, event: AuditEntry['event']) {
  return {
    settled: async (work, changes) => {
      const details = changes.flatMap(({ after, before }) => {
        const names = Object.keys(after).filter((name) => !UNTOLD.includes(name));
        const changed = names.filter((name) => !before || !isSame(after[name], before[name]));
        if (changed.length === 0) return [];
        return `${label} ${after.id} ${before ? 'changed' : 'made'}: ${told(after, changed)}`;
      });
      await note(work, event, details);
    },
    deleted: async (work, rows) =>
      note(
        work,
        event,
        rows.map(({ id }) => `${label} ${id} deleted`),
      ),
  } satisfies Effects;
}

async function note(
  { manager, author }: Work,
  event: AuditEntry['event'],
  details: readonly string[],
): Promise<void> {
  if (details.length === 0) return;
  const entry = { time: new Date(), event, userName: author.name, client: '', requestId: author.requestId };
  await manager
    .getRepository<AuditEntry>(auditEntry.name)
    .insert(details.map((detail) => ({ ...entry, detail })));
}

/** Rows in effects hold no secrets that were not given in the same write; those are told by their name alone. */
function told(row: AnyRow, names: readonly string[]): string {
  return names.map((name) => `${name} = ${JSON.stringify(row[name])}`).join(', ');
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

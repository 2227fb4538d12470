import { SCOPES, type Scope } from '../core/access/needs';
import { Refused } from '../core/errors/errors';
import { defineModel, type Row } from '../core/model/define-model';
import { type Work } from '../core/model/effects';
import { bool, datetime, json, secret, text } from '../core/model/kinds';
import { audited } from './audited';

const NAME = 'api-key';
const audit = audited('API key', 'access_changed');

/** What a script sends as `X-Proxbox-API-Key`. The key itself is shown once, when it is made; only its hash is kept. */
export const apiKey = defineModel({
  name: NAME,
  label: 'API key',
  path: 'api-keys',
  menu: 'Admin',
  actions: ['view', 'change', 'delete'],
  plain: true,
  logged: true,
  fields: {
    label: text({ max: 100, help: 'What the key is used for.' }),
    isActive: bool({ label: 'Active', default: true, help: 'A key that is not active opens nothing.' }),
    scopes: json<Scope[]>({
      default: ['view'],
      help: `What the key may do: any of ${SCOPES.join(', ')}. "administer" includes the others.`,
    }),
    expires: datetime({ optional: true, help: 'From then on the key opens nothing; empty for never.' }),
    lastUsed: datetime({ optional: true, readOnly: true, help: 'To the minute.' }),
    hash: secret({ readOnly: true, help: 'SHA-256 of the key.' }),
  },
  order: ['label'],
  list: ['label', 'isActive', 'scopes', 'expires', 'lastUsed'],
  brief: ['label', 'isActive'],
  nested: ['label'],
  search: ['label'],
  display: (row) => row.label,
  check: ({ scopes }) => {
    const isList = Array.isArray(scopes) && scopes.length > 0;
    const isKnown = isList && scopes.every((scope) => SCOPES.includes(scope));
    return isKnown ? undefined : { scopes: [`Give a list of one or more of ${SCOPES.join(', ')}.`] };
  },
  effects: {
    ...audit,
    deleted: async (work, rows) => {
      await refuseToEmpty(work);
      await audit.deleted(work, rows);
    },
  },
});

export type ApiKey = Row<typeof apiKey>;

/** Without any key the next caller, whoever it is, could register one. */
async function refuseToEmpty({ manager }: Work): Promise<void> {
  if ((await manager.getRepository(NAME).count()) > 0) return;
  throw new Refused('The last API key cannot be deleted. Make another one first, or deactivate this one.', {
    status: 409,
  });
}

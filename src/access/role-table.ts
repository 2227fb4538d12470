import { type AccessTable, plainTable } from '../core/access/access-table';
import { customField } from '../core/features/custom-field.model';
import { objectChange } from '../core/features/object-change.model';
import { apiKey } from '../models/api-key.model';
import { auditEntry } from '../models/audit-entry.model';
import { fastapiEndpoint } from '../models/fastapi-endpoint.model';
import { groupRole } from '../models/group-role.model';
import { netboxEndpoint } from '../models/netbox-endpoint.model';
import { programLogEntry } from '../models/program-log-entry.model';
import { proxmoxEndpoint } from '../models/proxmox-endpoint.model';
import { settings } from '../models/settings.model';
import { webhook } from '../models/webhook.model';

const administered = { add: 'administrator', change: 'administrator', delete: 'administrator' } as const;
const hidden = { view: 'administrator', ...administered } as const;

/** Who may do what, as the least role that may; what is not named here is for viewers to see and operators to change. */
export const roleTable: AccessTable = {
  ...plainTable,
  models: {
    [proxmoxEndpoint.name]: administered,
    [netboxEndpoint.name]: administered,
    [fastapiEndpoint.name]: administered,
    [customField.name]: administered,
    // They tell which addresses are allowed, and old values of everything.
    [settings.name]: { ...administered, view: 'operator' },
    [objectChange.name]: { view: 'operator' },
    [groupRole.name]: hidden,
    [apiKey.name]: hidden,
    [auditEntry.name]: hidden,
    [programLogEntry.name]: hidden,
    // They send what runs do to the outside.
    [webhook.name]: administered,
  },
};

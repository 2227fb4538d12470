import { checkParameters, type Parameters } from '../parameters';
import { badParameters, notPermitted } from '../reply';
import { hasAny, permissionTable } from '../rights';
import { type SimVersion } from '../world';
import { type Call, type Route } from './route';

const TICKET_FORM: Parameters = {
  username: { type: 'string', isRequired: true, maxLength: 64 },
  password: { type: 'string', isRequired: true },
  realm: { type: 'string', format: 'pve-realm', maxLength: 32 },
  otp: { type: 'string' },
  path: { type: 'string', maxLength: 64, requires: 'privs' },
  privs: { type: 'string', format: 'pve-priv-list', maxLength: 64, requires: 'path' },
  'new-format': { type: 'boolean' },
  'tfa-challenge': { type: 'string' },
};

/** The form of `POST /access/ticket`; throws the 400 of one that is not in order. */
export function ticketForm(form: Iterable<[string, string]>, version: SimVersion): Record<string, string> {
  const { values, errors } = checkParameters(TICKET_FORM, form, version);
  if (Object.keys(errors).length > 0) throw badParameters(errors);
  return values;
}

/** Answered to anybody, without a sign-in. */
export const OPEN_PATHS = ['/access/ticket', '/access/domains'];

export const ACCESS_ROUTES: readonly Route[] = [
  { path: '/access/ticket', data: () => null },
  {
    path: '/access/domains',
    data: () => [
      { realm: 'pam', type: 'pam', comment: 'Linux PAM standard authentication' },
      { realm: 'pve', type: 'pve', comment: 'Proxmox VE authentication server' },
    ],
  },
  {
    path: '/access/permissions',
    query: { path: { type: 'string' }, userid: { type: 'string', format: 'pve-userid' } },
    data: (call) => permissions(call),
  },
];

/** Those of others ask for Sys.Audit on `/access`; nobody else has any here. */
function permissions({ rights, who, query }: Call): unknown {
  const isOwn = query.userid === undefined || query.userid === who;
  if (!isOwn && !hasAny(rights, '/access', ['Sys.Audit'])) throw notPermitted('/access', ['Sys.Audit']);
  return permissionTable(isOwn ? rights : {}, query.path);
}

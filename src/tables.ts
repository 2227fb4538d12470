import { type EntitySchema } from 'typeorm';
import { credentialFailuresSchema } from './core/access/credential-failures.schema';
import { sessionSchema } from './core/access/session.schema';
import { registrationSchema } from './extension/registration.schema';
import { tableColumnsSchema } from './core/pages/table-columns.schema';
import { runEventsSchema } from './sync/run-events.schema';

/** The tables that are no models. */
export const tables: readonly EntitySchema[] = [
  sessionSchema,
  credentialFailuresSchema,
  tableColumnsSchema,
  runEventsSchema,
  registrationSchema,
];

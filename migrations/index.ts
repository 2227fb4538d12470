import { type MigrationInterface } from 'typeorm';

import { Initial1795480055936 } from './0001-initial';
/** Every migration, oldest first; `npm run migration -- NAME` adds to it. */
export const migrations: (new () => MigrationInterface)[] = [Initial1795480055936];

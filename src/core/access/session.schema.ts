import { EntitySchema } from 'typeorm';

/** One row per browser session, named and typed as connect-pg-simple 10 expects it (its `table.sql`). */
export interface SessionRow {
  sid: string;
  sess: unknown;
  expire: Date;
}

export const sessionSchema = new EntitySchema<SessionRow>({
  name: 'session',
  tableName: 'session',
  columns: {
    sid: { type: 'varchar', primary: true, primaryKeyConstraintName: 'session_pkey' },
    sess: { type: 'json' },
    expire: { type: 'timestamp', precision: 6 },
  },
  indices: [{ name: 'IDX_session_expire', columns: ['expire'] }],
});

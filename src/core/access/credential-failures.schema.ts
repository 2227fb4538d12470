import { EntitySchema } from 'typeorm';

/** Wrong credentials of one client; see `Lockout`. */
export interface CredentialFailures {
  /** Its address. */
  client: string;
  failures: number;
  /** From then on they count no longer. */
  ends: Date;
}

export const credentialFailuresSchema = new EntitySchema<CredentialFailures>({
  name: 'credential-failures',
  tableName: 'credential_failures',
  columns: {
    client: {
      type: 'varchar',
      length: 64,
      primary: true,
      primaryKeyConstraintName: 'credential_failures_pkey',
    },
    failures: { type: 'integer' },
    ends: { type: 'timestamptz' },
  },
});

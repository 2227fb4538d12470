import { EntitySchema } from 'typeorm';

/** What was made in NetBox on request, so that it is found again and can be taken away. */
export interface Registration {
  /** `events`, or `links`. */
  name: string;
  /** Ids in NetBox, by what they are. */
  objects: Record<string, number>;
  /** Tells one state of it from another: what was asked for, or what the secret is derived from. */
  mark: string;
  /** Where NetBox sends its events; empty for what sends none. */
  payloadUrl: string;
  lastEvent: Date | null;
}

const PRIMARY_KEY = 'proxbox_netbox_registration_pk';

export const registrationSchema = new EntitySchema<Registration>({
  name: 'netbox-registration',
  tableName: 'proxbox_netbox_registration',
  columns: {
    name: { type: 'varchar', length: 20, primary: true, primaryKeyConstraintName: PRIMARY_KEY },
    objects: { type: 'jsonb', default: {} },
    mark: { type: 'varchar', length: 200 },
    payloadUrl: { name: 'payload_url', type: 'varchar', length: 500, default: '' },
    lastEvent: { name: 'last_event', type: 'timestamptz', precision: 3, nullable: true },
  },
});

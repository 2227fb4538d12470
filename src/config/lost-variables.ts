const NO_CACHE = 'Proxbox keeps no cache of NetBox: a run reads each list once. Remove the variable.';

/** Variables of earlier releases that mean nothing any more, with why and what to do: who sets one should not wait for an effect. */
export const lostVariables: Readonly<Record<string, string>> = {
  PROXBOX_NETBOX_GET_CACHE_TTL: NO_CACHE,
  PROXBOX_NETBOX_GET_CACHE_MAX_ENTRIES: NO_CACHE,
  PROXBOX_NETBOX_GET_CACHE_MAX_BYTES: NO_CACHE,
  PROXBOX_DEBUG_CACHE: NO_CACHE,
  PROXBOX_BULK_BATCH_DELAY_MS:
    'Lists are written as fast as NetBox bears it, without pauses. Remove the variable; PROXBOX_NETBOX_WRITE_CONCURRENCY is the upper bound.',
  PROXBOX_BACKUP_BATCH_SIZE:
    'Backups are written like everything else. Remove the variable; PROXBOX_BULK_BATCH_SIZE is the size of a list.',
  PROXBOX_BACKUP_BATCH_DELAY_MS:
    'Backups are written like everything else, without pauses. Remove the variable.',
  PROXBOX_CUSTOM_FIELDS_REQUEST_DELAY:
    'Custom fields are made in one request, without pauses. Remove the variable.',
  PROXBOX_STRICT_STARTUP:
    'Every start is strict: the program either serves everything or ends with a sentence. Remove the variable.',
  PROXBOX_SKIP_NETBOX_BOOTSTRAP:
    'Nothing is asked of NetBox at start; what a sync needs there is made by the sync. Remove the variable.',
};

import { defineModel, type Draft } from '../core/model/define-model';
import { bool, choice, float, int, json, longText, ref, text } from '../core/model/kinds';
import { presence } from './choices';
import { comments, netboxRef } from './fields';

/** A storage replication of a guest to another node. */
export const replication = defineModel({
  name: 'replication',
  label: 'Replication',
  path: 'replications',
  menu: 'Data Protection',
  scope: { through: 'endpoint' },
  fields: {
    endpoint: ref('proxmox-endpoint', { optional: true, onDelete: 'CASCADE' }),
    replicationId: text({ label: 'Replication ID', help: 'VMID and number of the job: 100-0.' }),
    virtualMachine: netboxRef('virtualization.virtualmachine', { help: 'The guest in NetBox.' }),
    proxmoxNode: ref('proxmox-node', { optional: true, help: 'Where the guest is copied to.' }),
    guest: int({ min: 0, help: 'VMID of the guest.' }),
    target: text({ help: 'Name of the node that the guest is copied to.' }),
    jobType: choice({ local: 'blue' }, { label: 'Type', default: 'local' }),
    schedule: text({ blank: true, max: 128, help: 'Calendar event, e.g. */15.' }),
    rate: float({ optional: true, help: 'Limit in MB/s.' }),
    comment: longText({ optional: true }),
    disable: bool({ label: 'Disabled', default: false }),
    source: text({ optional: true, help: 'Name of the node that the guest is copied from.' }),
    jobnum: int({ label: 'Job number', min: 0, help: 'Counts the jobs of one guest.' }),
    removeJob: choice(
      { local: 'yellow', full: 'red' },
      { optional: true, help: 'Proxmox VE is about to remove the job.' },
    ),
    status: choice(presence, { default: 'active' }),
    rawConfig: json<Record<string, unknown>>({ default: {}, help: 'The job as Proxmox gives it.' }),
    comments,
  },
  identity: ['endpoint', 'replicationId'],
  order: ['endpoint', 'replicationId'],
  list: ['replicationId', 'virtualMachine', 'target', 'jobType', 'schedule', 'disable', 'status'],
  detail: {
    Replication: ['replicationId', 'endpoint', 'virtualMachine', 'proxmoxNode', 'guest', 'target', 'source', 'jobnum', 'jobType', 'status'], // prettier-ignore
    Schedule: ['schedule', 'rate', 'disable', 'removeJob', 'comment'],
    'Raw configuration': ['rawConfig'],
    Comments: ['comments'],
  },
  brief: ['replicationId', 'virtualMachine', 'target', 'status'],
  search: ['replicationId', 'virtualMachine.name', 'target', 'comment', 'source'],
  displayThrough: ['virtualMachine'],
  display: (row, nameOf) => `${nameOf('virtualMachine')} - ${row.replicationId}`,
});

export type Replication = Draft<typeof replication>;

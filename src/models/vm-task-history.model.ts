import { defineModel, type Draft } from '../core/model/define-model';
import { datetime, int, longText, text } from '../core/model/kinds';
import { comments, netboxRef } from './fields';

/** Proxmox VE puts whole error messages where a task ended badly. */
const MESSAGE = 4096;

/** What Proxmox VE did with a guest, and how it ended. */
export const vmTaskHistory = defineModel({
  name: 'vm-task-history',
  label: 'VM Task History',
  labelPlural: 'VM Task Histories',
  path: 'task-history',
  menu: 'Sync & Operations',
  menuLabel: 'Task History',
  scope: { through: 'virtualMachine' },
  fields: {
    virtualMachine: netboxRef('virtualization.virtualmachine', { help: 'The guest in NetBox.' }),
    vmType: text({ label: 'VM type', max: 16, default: 'unknown', help: 'qemu or lxc.' }),
    upid: text({ label: 'UPID', help: 'Identity of the task in Proxmox VE.' }),
    node: text({ help: 'Name of the Proxmox node.' }),
    pid: int({ label: 'PID', optional: true, min: 0 }),
    pstart: int({
      label: 'PSTART',
      big: true,
      optional: true,
      help: 'When the process began, as the kernel counts.',
    }),
    taskId: text({ label: 'Task ID', optional: true, help: 'What the task was about, mostly the VMID.' }),
    taskType: text({ help: 'Kind of task: qmstart, vzdump …' }),
    username: text({ help: 'Who started it.' }),
    startTime: datetime(),
    endTime: datetime({ optional: true }),
    description: longText({ blank: false }),
    status: text({ max: MESSAGE, help: 'How it ended.' }),
    taskState: text({ optional: true, help: 'State as Proxmox VE gives it.' }),
    exitstatus: text({ label: 'Exit status', max: MESSAGE, optional: true }),
    comments,
  },
  identity: ['upid'],
  upsert: true,
  order: ['-startTime', 'virtualMachine', 'node'],
  sortedBy: ['startTime', 'endTime', 'node', 'taskType', 'taskId', 'username'],
  searchIndex: true,
  list: ['startTime', 'endTime', 'username', 'description', 'status', 'node', 'taskType'],
  detail: {
    'VM Task History': ['virtualMachine', 'vmType', 'description', 'status', 'taskState', 'exitstatus', 'startTime', 'endTime', 'username'], // prettier-ignore
    Task: ['upid', 'node', 'pid', 'pstart', 'taskType', 'taskId'],
    Comments: ['comments'],
  },
  brief: ['virtualMachine', 'username', 'startTime', 'endTime', 'status'],
  search: ['virtualMachine.name', 'vmType', 'upid', 'node', 'taskId', 'taskType', 'username', 'description', 'status', 'taskState', 'exitstatus'], // prettier-ignore
  displayThrough: ['virtualMachine'],
  display: (row, nameOf) => `${nameOf('virtualMachine')} - ${row.description}`,
});

export type VmTaskHistory = Draft<typeof vmTaskHistory>;

/** How a Proxmox VE installation is set up. */
export const proxmoxModes = {
  undefined: 'gray',
  standalone: 'blue',
  cluster: 'green',
} as const;

/** Whether Proxmox VE still has what a row tells of. */
export const presence = { active: 'green', stale: 'red' } as const;

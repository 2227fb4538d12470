/** How a Proxmox VE installation is set up. */
export const proxmoxModes = {
  undefined: 'gray',
  standalone: 'blue',
  cluster: 'green',
} as const;

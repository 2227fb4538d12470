/** One line of a guest's configuration. */
export interface Setting {
  readonly name: string;
  readonly value: string;
}

/** `cipassword`, `sshkeys` and whatever comes to be called so: nobody who looks at a page needs it. */
const HIDDEN = /passw|secret|token|keys?$/i;
/** Changes with everything else, and says nothing. */
const NOISE = ['digest'];

/** The configuration of a guest in the words of Proxmox VE, without its secrets, in the order of their names. */
export function settingsOf(raw: Readonly<Record<string, unknown>>): Setting[] {
  return Object.entries(raw)
    .filter(([name]) => !HIDDEN.test(name) && !NOISE.includes(name))
    .map(([name, value]) => ({ name, value: textOf(value) }))
    .sort((one, other) => one.name.localeCompare(other.name, 'en', { numeric: true }));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

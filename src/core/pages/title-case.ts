/** `Proxmox endpoints` -> `Proxmox Endpoints`, as NetBox writes its titles; capitals that are there stay. */
export function titleCase(text: string): string {
  return text.replace(/(^|\s)(\S)/g, (_all, space: string, letter: string) => space + letter.toUpperCase());
}

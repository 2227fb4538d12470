import { type ResourceDefinition } from './definition';

const apps: Record<string, string> = { dcim: 'DCIM', ipam: 'IPAM' };

export const appOf = (definition: ResourceDefinition): string => definition.contentType.split('.')[0];
export const modelOf = (definition: ResourceDefinition): string => definition.contentType.split('.')[1];

/** The app of a type as people read it, e.g. DCIM or Virtualization. */
export const appLabel = (definition: ResourceDefinition): string => {
  const app = appOf(definition);
  return apps[app] ?? firstUpper(app);
};

export const firstUpper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Every word with a capital, the rest as it is: MAC address becomes MAC Address. */
export const titleOf = (label: string): string => label.split(' ').map(firstUpper).join(' ');

export function pluralOf(label: string): string {
  if (/(s|x)$/.test(label)) return `${label}es`;
  return /[^aeiou]y$/.test(label) ? `${label.slice(0, -1)}ies` : `${label}s`;
}

/** `nodesCount` -> `nodes_count`, `proxmox-node` -> `proxmox_node`: the form of columns and JSON keys. */
export function snakeCase(name: string): string {
  return name
    .replace(/-/g, '_')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** `cluster.name` -> `cluster__name`, `nodesCount` -> `nodes_count`: the form of query parameters. */
export function parameterName(name: string): string {
  return name.split('.').map(snakeCase).join('__');
}

/** `proxmox-node` -> `ProxmoxNode`: the form of class names, as NetBox's "No … matches the given query." shows them. */
export function pascalCase(name: string): string {
  return name
    .split(/[-_]/)
    .map((word) => KNOWN_ACRONYMS[word] ?? word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

const KNOWN_ACRONYMS: Record<string, string> = {
  api: 'API',
  cpu: 'CPU',
  fastapi: 'FastAPI',
  http: 'HTTP',
  id: 'ID',
  ip: 'IP',
  netbox: 'NetBox',
  ssl: 'SSL',
  tls: 'TLS',
  url: 'URL',
  vm: 'VM',
};

/** `nodesCount` -> `Nodes count`, `ipAddress` -> `IP address`: what a person reads when a field names no label. */
export function humanize(name: string): string {
  const words = snakeCase(name)
    .split('_')
    .map((word) => KNOWN_ACRONYMS[word] ?? word);
  const text = words.join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

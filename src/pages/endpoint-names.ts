import { type ModelPages } from '../core/pages/model-pages';
import { proxmoxEndpoint } from '../models/proxmox-endpoint.model';

const READ_AT_MOST = 500;

/** What the Proxmox endpoints in sight are called, by their ids. */
export async function endpointNames(pages: ModelPages): Promise<ReadonlyMap<number, string>> {
  const { rows } = await pages.table(proxmoxEndpoint, READ_AT_MOST, []);
  return new Map(rows.map(({ id, display }) => [id, display]));
}

/** Every REST path of ours begins with this; the paths of the models follow. */
export const API_ROOT = '/api/plugins/proxbox';

/** Everything below this prefix is answered in JSON; the rest of the program answers with pages. */
export const API_PREFIX = '/api/';

/** The description of the REST API, as NetBox has it, and the one page below the prefix: the same for people. */
export const API_SCHEMA = 'api/schema/';
export const API_DOCS = 'api/docs/';

/** Where clients of proxbox-api look after their keys. */
export const KEY_REGISTRY = '/auth';

/** Whether a path is answered in JSON. */
export function isRestPath(path: string): boolean {
  return path.startsWith(API_PREFIX) && !path.startsWith(`/${API_DOCS}`);
}

/** Pages live below this, at the same paths; the same as in the plugin whose users come here. */
export const PAGE_ROOT = '/plugins/proxbox';

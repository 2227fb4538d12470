/** Every REST path of ours begins with this; the paths of the models follow. */
export const API_ROOT = '/api/plugins/proxbox';

/** Everything below this prefix is answered in JSON; the rest of the program answers with pages. */
export const API_PREFIX = '/api/';

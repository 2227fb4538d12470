import { type SimulatedEndpoint } from '../../src/simulators/proxmox/simulator';

export interface Answer {
  /** Method and path template. */
  endpoint: string;
  /** As it was asked, with its query. */
  path: string;
  status: number;
  reason: string;
  /** Empty text where there was none. */
  body: { data: unknown; message?: string; errors?: Record<string, string> } | '';
}

interface Asking {
  method?: 'GET' | 'POST';
  form?: Record<string, string>;
  /** Default true. */
  isSignedIn?: boolean;
}

/** Asks one simulated server; the template is the path where none is given. */
export async function ask(
  { host, port, username, tokenName, tokenValue }: SimulatedEndpoint,
  path: string,
  { method = 'GET', form, isSignedIn = true }: Asking = {},
  template = path,
): Promise<Answer> {
  const reply = await fetch(`http://${host}:${port}/api2/json${path}`, {
    method,
    headers: isSignedIn ? { Authorization: `PVEAPIToken=${username}!${tokenName}=${tokenValue}` } : {},
    body: form && new URLSearchParams(form),
  });
  const text = await reply.text();
  const body = text === '' ? '' : (JSON.parse(text) as Exclude<Answer['body'], ''>);
  return { endpoint: `${method} ${template}`, path, status: reply.status, reason: reply.statusText, body };
}

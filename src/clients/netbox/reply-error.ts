import {
  Invalid,
  NotAllowed,
  NotFound,
  type ProxboxError,
  Refused,
  Unreachable,
} from '../../core/errors/errors';
import { fieldErrorsOf, sentenceOf } from './error-messages';
import { type NetboxRequest, type Reply } from './exchange';

/** Which request the error is about, and of which NetBox. */
export type Asked = Pick<NetboxRequest, 'method' | 'path'> & { baseUrl: string };

/** How NetBox 4.4 to 4.7 word a token or password it does not accept; it answers 403 to these, never 401. */
const BAD_CREDENTIALS =
  /^(Authentication credentials were not provided|Invalid (v[12] )?token|Token (disabled|expired)|User inactive|Source IP .* is not permitted|Invalid authorization header|Invalid username\/password)/;

/** What an HTTP answer other than success means, as one of our errors. */
export function errorOfReply(reply: Reply, asked: Asked): ProxboxError {
  const { status } = reply;
  if (status === 401 || status === 403) return notAllowed(reply, asked);
  if (reply.page !== undefined && status < 500) return notJson(reply, asked);
  const fields = fieldErrorsOf(reply.body);
  const said = sentenceOf(fields) || reply.page || 'no reason given';
  if (status === 400)
    return new Invalid(`NetBox did not accept ${nounOf(asked)}: ${said}`, { status, fields });
  if (status === 404) return new NotFound(`NetBox has no such object at ${asked.path}: ${said}`, { status });
  if (status === 409)
    return new Refused(`NetBox refused ${nounOf(asked)}: ${said}`, { status, category: 'validation' });
  if ([429, 502, 503, 504].includes(status)) {
    return new Unreachable(`NetBox at ${asked.baseUrl} is too busy or not running (${status}): ${said}`, {
      status,
      suggestion: 'Try again later; if it stays, look at the NetBox service and at the proxy in front of it.',
    });
  }
  if (isMaintenance(reply)) {
    return new Unreachable(`NetBox at ${asked.baseUrl} takes no writes now: ${said}`, { status });
  }
  if (status >= 500) {
    return new Refused(`NetBox failed inside at ${asked.method} ${asked.path} (${status}): ${said}`, {
      status,
      suggestion: 'The log of NetBox has the details.',
    });
  }
  return new Refused(`NetBox answered ${status} to ${asked.method} ${asked.path}: ${said}`, { status });
}

/** The error of a successful answer whose body is not what NetBox sends. */
export function unexpectedAnswer(reply: Reply, asked: Asked, expected: string): ProxboxError {
  if (reply.page !== undefined) return notJson(reply, asked);
  const came = reply.body === undefined ? 'nothing' : shapeOf(reply.body);
  return new Refused(`${asked.baseUrl}${asked.path} answered with ${came} instead of ${expected}.`, {
    status: reply.status,
    suggestion: 'Check that the address is that of NetBox itself.',
  });
}

/** The name of the exception that NetBox reports with a 500, if it reports one. */
export function exceptionOf(reply: Reply): string | undefined {
  const { body } = reply;
  if (reply.status !== 500 || typeof body !== 'object' || body === null || !('exception' in body))
    return undefined;
  return String(body.exception);
}

/** Maintenance mode turns writes away with the only JSON 500 that names no exception (netbox/middleware.py of 4.6.8). */
export function isMaintenance({ status, body }: Reply): boolean {
  return (
    status === 500 && typeof body === 'object' && body !== null && 'error' in body && !('exception' in body)
  );
}

function notAllowed(reply: Reply, asked: Asked): ProxboxError {
  const said = sentenceOf(fieldErrorsOf(reply.body)) || reply.page || '';
  const details = { status: reply.status };
  if (reply.page !== undefined || reply.status === 401) {
    return new NotAllowed(`Something in front of NetBox at ${asked.baseUrl} refused the request: ${said}`, {
      ...details,
      suggestion: 'Look at the proxy or firewall between Proxbox and NetBox.',
    });
  }
  if (BAD_CREDENTIALS.test(said)) {
    return new NotAllowed(`NetBox at ${asked.baseUrl} does not accept the credentials: ${said}`, {
      ...details,
      category: 'authentication',
      suggestion: 'Check that the token is whole, enabled, not expired and allowed from this address.',
    });
  }
  return new NotAllowed(`The NetBox token may not ${asked.method} ${asked.path}: ${said}`, {
    ...details,
    suggestion: "Give the token's user that permission in NetBox, and the token the right to write.",
  });
}

function notJson(reply: Reply, asked: Asked): ProxboxError {
  const { status } = reply;
  const address = `${asked.baseUrl}${asked.path}`;
  if (status >= 300 && status < 400) {
    return new Refused(`${address} redirects to ${reply.location ?? 'another address'}.`, {
      status,
      suggestion: 'Give the address that it leads to as the address of NetBox, if it is one.',
    });
  }
  const page = `a page ("${reply.page ?? ''}") instead of JSON (${status})`;
  return new Refused(`${address} answered with ${page}.`, {
    status,
    suggestion:
      status === 404
        ? 'Check the address of NetBox; this version of NetBox may also not have that part of the API.'
        : 'Check that the address is that of NetBox itself, and that no sign-in page stands in front of its API.',
  });
}

function nounOf({ method, path }: Asked): string {
  return method === 'GET' || method === 'OPTIONS' ? `the question ${path}` : `${method} ${path}`;
}

function shapeOf(body: unknown): string {
  if (Array.isArray(body)) return `a list of ${body.length}`;
  if (typeof body !== 'object' || body === null) return `JSON ${typeof body}`;
  return `JSON with ${Object.keys(body).slice(0, 5).join(', ') || 'no fields'}`;
}

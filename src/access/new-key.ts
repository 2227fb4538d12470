import { SCOPES, type Scope } from '../core/access/needs';
import { Invalid } from '../core/errors/errors';

/** What a request asks for; throws Invalid by field. */
export function newKeyOf(body: unknown): { label: string; scopes: Scope[]; expires: Date | null } {
  const { label, scopes = ['view'], expires } = objectOf(body);
  const problems: Record<string, string[]> = {};
  if (!textOf(label)) problems.label = ['This field is required.'];
  else if (textOf(label).length > 100)
    problems.label = ['Ensure this field has no more than 100 characters.'];
  const isScopes = Array.isArray(scopes) && scopes.length > 0 && scopes.every((one) => SCOPES.includes(one as Scope)); // prettier-ignore
  if (!isScopes) problems.scopes = [`Give a list of one or more of ${SCOPES.join(', ')}.`];
  const end = expires === undefined || expires === null || expires === '' ? null : new Date(String(expires as string)); // prettier-ignore
  if (end && Number.isNaN(end.getTime())) problems.expires = ['Give a date, such as 2027-01-31T00:00:00Z.'];
  else if (end && end.getTime() <= Date.now()) problems.expires = ['This moment is past.'];
  if (Object.keys(problems).length > 0) throw Invalid.of(problems);
  return { label: textOf(label), scopes: scopes as Scope[], expires: end };
}

/** An object as it was sent; empty for anything else. */
export function objectOf(body: unknown): Record<string, unknown> {
  return typeof body === 'object' && body !== null && !Array.isArray(body)
    ? (body as Record<string, unknown>)
    : {};
}

/** Text without blanks around it; empty for anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

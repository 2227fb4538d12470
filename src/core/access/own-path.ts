const ORIGIN = 'http://own.invalid';
const NOT_TO_RETURN_TO = ['/sign-in', '/sign-out'];

/**
 * A path of this program (with query) that is safe to redirect to, out of a path or an address that anybody could have
 * written; `/` for everything else. Addresses are reduced to their path only if they are on `origin`.
 */
export function ownPath(wanted: unknown, origin = ORIGIN): string {
  if (typeof wanted !== 'string') return '/';
  // Browsers read "//host" and "/\host" as another host, and skip tabs and line breaks; URL does the same.
  const isPath = wanted.startsWith('/');
  if (!isPath && !wanted.startsWith(`${origin}/`)) return '/';
  const address = parse(wanted, origin);
  if (!address || address.origin !== new URL(origin).origin) return '/';
  if (NOT_TO_RETURN_TO.includes(address.pathname)) return '/';
  // "/.//host" becomes the path "//host", which would be another host when it is sent as a redirect.
  return address.pathname.startsWith('//') ? '/' : address.pathname + address.search;
}

function parse(wanted: string, origin: string): URL | undefined {
  return URL.canParse(wanted, origin) ? new URL(wanted, origin) : undefined;
}

import { Client } from 'pg';
import { Invalid, messageOf, NotAllowed, type ProxboxError, Refused, Unreachable } from '../errors/errors';
import { codeOf } from './error-code';

const CONNECT_LIMIT_MS = 10_000;

/** Runs an action on one connection and closes it. Rejects with the driver's own errors. */
export async function withConnection<T>(url: string, action: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_LIMIT_MS });
  // A server that goes away while the connection is idle is seen by the next query; unheard, it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await action(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Checks that a database can be used; throws a sentence that names the server but never the password. */
export async function checkConnection(url: string): Promise<void> {
  const where = describeUrl(url);
  try {
    await withConnection(url, (client) => client.query('SELECT 1'));
  } catch (error) {
    throw explain(error, where);
  }
}

/** `host:port/database` of a connection URL. Throws Invalid when it is none. */
export function describeUrl(url: string): string {
  const wrong =
    'DATABASE_URL is not a PostgreSQL address. Write it as postgres://user:password@host:5432/database.';
  if (!/^postgres(ql)?:\/\//.test(url)) throw new Invalid(wrong);
  try {
    const { host, port, database } = new Client({ connectionString: url });
    return `${host}:${port}/${database ?? ''}`;
  } catch {
    throw new Invalid(wrong);
  }
}

/** SQLSTATE classes: https://www.postgresql.org/docs/18/errcodes-appendix.html */
function explain(error: unknown, where: string): ProxboxError {
  const code = codeOf(error) ?? '';
  if (code === '3D000') {
    return new Refused(
      `The database of DATABASE_URL (${where}) does not exist. Create it, or correct the name.`,
      { cause: error },
    );
  }
  if (code.startsWith('28')) {
    return new NotAllowed(
      `The database server refused the account in DATABASE_URL (${where}). Check the user, the password and pg_hba.conf.`,
      { cause: error },
    );
  }
  return new Unreachable(
    `The database of DATABASE_URL (${where}) does not answer (${code || messageOf(error)}). ` +
      'Check that the server runs and that the address is right; without DATABASE_URL an embedded server is used.',
    { cause: error },
  );
}

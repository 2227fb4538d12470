import { createHash } from 'node:crypto';
import { ApiFailure, notSignedIn, type Reply } from './reply';
import { privilegesOn, type Rights } from './rights';
import { type SimCluster, type SimVersion } from './world';

export const USERNAME = 'sync@pve';
export const TOKEN_NAME = 'proxbox';

const TICKET_LIFE_MS = 2 * 60 * 60 * 1000;

/** The one user of a simulated cluster, its API token, and the tickets handed out to it. */
export class Accounts {
  readonly password: string;
  readonly tokenValue: string;
  /** Answer every right password with the half ticket of an unfinished two-factor login. */
  needsSecondFactor = false;
  private readonly tickets = new Map<string, number>();
  private issued = 0;

  constructor(private readonly cluster: Pick<SimCluster, 'name' | 'isStandalone'>) {
    const digest = createHash('sha256').update(cluster.name).digest('hex');
    this.password = `pw-${digest.slice(0, 12)}`;
    this.tokenValue = digest.slice(12, 44).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  /** `POST /access/ticket`: with the password, or with a ticket that is still good. */
  login(form: Record<string, string>, rights: Rights): Reply {
    const { password, realm } = form;
    const username = realm === undefined ? form.username : `${form.username}@${realm}`;
    const isRight = username === USERNAME && (password === this.password || this.isGoodTicket(password));
    if (!isRight)
      throw Object.assign(new ApiFailure(401, 'authentication failure'), { waits: 'authDelayMs' });
    this.issued += 1;
    const stamp = this.issued.toString(16).toUpperCase().padStart(8, '0');
    const signature = createHash('sha256').update(`${this.cluster.name}${stamp}`).digest('base64');
    if (this.needsSecondFactor) {
      const ticket = `PVE:!tfa!%7B%22totp%22%3Atrue%7D:${stamp}::${signature}`;
      return reply({ username, ticket, CSRFPreventionToken: `${stamp}:${signature}`, NeedTFA: 1 });
    }
    const ticket = `PVE:${username}:${stamp}::${signature}`;
    this.tickets.set(ticket, Date.now() + TICKET_LIFE_MS);
    return reply({
      username,
      ticket,
      CSRFPreventionToken: `${stamp}:${signature}`,
      cap: capabilities(rights),
      ...(this.cluster.isStandalone ? {} : { clustername: this.cluster.name }),
    });
  }

  /** Who asks, `user@realm` or `user@realm!token`. Throws a 401 without good credentials; a good ticket wins over the token. */
  authenticate(headers: { cookie?: string; authorization?: string }, version: SimVersion): string {
    const cookie = /(?:^|;\s*)PVEAuthCookie=([^;]+)/.exec(headers.cookie ?? '')?.[1];
    if (cookie !== undefined && this.isGoodTicket(decodeURIComponent(cookie))) return USERNAME;
    const token = /^PVEAPIToken[= ]([^!=]+)!([^=]+)=(.+)$/.exec(headers.authorization ?? '');
    if (!token) {
      throw notSignedIn(cookie === undefined ? 'No ticket' : 'permission denied - invalid PVE ticket');
    }
    const [, user, name, value] = token;
    if (user === USERNAME && name === TOKEN_NAME && decodeURIComponent(value) === this.tokenValue) {
      return `${user}!${name}`;
    }
    // One wording for every cause came with the fixes of January 2026; 8.4 and 9.0 named the cause.
    if (version === '9.1') throw notSignedIn('Authentication failed!');
    const isKnown = user === USERNAME && name === TOKEN_NAME;
    throw notSignedIn(isKnown ? 'invalid token value!' : `no such token '${name}' for user '${user}'`);
  }

  /** As after a change of the cluster's signing key: every ticket is refused from now on. */
  forgetTickets(): void {
    this.tickets.clear();
  }

  private isGoodTicket(ticket: string): boolean {
    return (this.tickets.get(ticket) ?? 0) > Date.now();
  }
}

const CAPABILITIES: [group: string, path: string, privileges: RegExp][] = [
  ['access', '/access', /^(User|Group|Permissions)\./],
  ['dc', '/', /^(Sys\.Audit|SDN\.)/],
  ['mapping', '/mapping', /^Mapping\./],
  ['nodes', '/nodes', /^Sys\./],
  ['sdn', '/sdn', /^SDN\./],
  ['storage', '/storage', /^Datastore\./],
  ['vms', '/vms', /^VM\./],
];

/** What the vendor's own pages may offer. */
function capabilities(rights: Rights): Record<string, Record<string, 1>> {
  return Object.fromEntries(
    CAPABILITIES.map(([group, path, pattern]) => {
      const held = privilegesOn(rights, path).filter((privilege) => pattern.test(privilege));
      return [group, Object.fromEntries(held.map((privilege) => [privilege, 1 as const]))];
    }),
  );
}

function reply(data: unknown): Reply {
  return { status: 200, reason: 'OK', body: { data } };
}

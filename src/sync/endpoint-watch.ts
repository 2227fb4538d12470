import { type EndpointCheck, type EndpointChecks } from './endpoint-checks';
import { type EndpointUsage, type EndpointUsages } from './endpoint-usage';

/** So long an answer counts for everybody who looks: several people with the same page ask once. */
const FRESH_MS = 20_000;

export type EndpointKind = 'netbox' | 'proxmox';

interface Looked {
  readonly at: number;
  readonly answer: Promise<unknown>;
}

/** What endpoints answered lately, for pages that show it; at most one look of a kind at each is under way. */
export class EndpointWatch {
  private readonly looked = new Map<string, Looked>();

  constructor(
    private readonly checks: EndpointChecks,
    private readonly usages: EndpointUsages,
    private readonly now: () => number = Date.now,
  ) {}

  /** Throws NotFound. */
  look(kind: EndpointKind, id: number): Promise<EndpointCheck> {
    return this.lately(`${kind} ${id}`, () =>
      kind === 'netbox' ? this.checks.netbox(id) : this.checks.proxmox(id),
    );
  }

  /** How the cluster behind a Proxmox endpoint is. Throws NotFound. */
  usage(id: number): Promise<EndpointUsage> {
    return this.lately(`usage ${id}`, () => this.usages.look(id));
  }

  private lately<T>(name: string, ask: () => Promise<T>): Promise<T> {
    const known = this.looked.get(name);
    if (known && this.now() - known.at < FRESH_MS) return known.answer as Promise<T>;
    const answer = ask();
    this.looked.set(name, { at: this.now(), answer });
    // What broke is asked again by the next one who looks.
    answer.catch(() => this.looked.delete(name));
    return answer;
  }
}

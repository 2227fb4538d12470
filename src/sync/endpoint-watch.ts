import { type EndpointCheck, type EndpointChecks } from './endpoint-checks';

/** So long an answer counts for everybody who looks: several people with the same page ask once. */
const FRESH_MS = 20_000;

export type EndpointKind = 'netbox' | 'proxmox';

interface Looked {
  readonly at: number;
  readonly answer: Promise<EndpointCheck>;
}

/** What endpoints answered lately, for pages that show it; at most one look at each is under way. */
export class EndpointWatch {
  private readonly looked = new Map<string, Looked>();

  constructor(
    private readonly checks: EndpointChecks,
    private readonly now: () => number = Date.now,
  ) {}

  /** Throws NotFound. */
  look(kind: EndpointKind, id: number): Promise<EndpointCheck> {
    const name = `${kind} ${id}`;
    const known = this.looked.get(name);
    if (known && this.now() - known.at < FRESH_MS) return known.answer;
    const answer = kind === 'netbox' ? this.checks.netbox(id) : this.checks.proxmox(id);
    this.looked.set(name, { at: this.now(), answer });
    // What broke is asked again by the next one who looks.
    answer.catch(() => this.looked.delete(name));
    return answer;
  }
}

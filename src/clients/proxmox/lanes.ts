import { Observable } from 'rxjs';

/** Limits the requests to one Proxmox VE and, within that, to each of its nodes. */
export class Lanes {
  private readonly endpoint: Lane;
  private readonly nodes = new Map<string, Lane>();

  constructor(
    width: number,
    private readonly widthPerNode: number,
  ) {
    this.endpoint = new Lane(width);
  }

  /** Work for a node first waits for its node, so that a slow node cannot use up the places of all. */
  through<T>(node: string | undefined, work: Observable<T>): Observable<T> {
    const inTurn = this.endpoint.through(work);
    return node === undefined ? inTurn : this.laneOf(node).through(inTurn);
  }

  private laneOf(node: string): Lane {
    const known = this.nodes.get(node) ?? new Lane(this.widthPerNode);
    this.nodes.set(node, known);
    return known;
  }
}

/** Lets `width` pieces of work run at once; the others wait in order, and one that nobody wants any more never starts. */
class Lane {
  private running = 0;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly width: number) {}

  through<T>(work: Observable<T>): Observable<T> {
    return new Observable<T>((subscriber) => {
      const start = () => {
        this.running += 1;
        work.subscribe(subscriber);
        // Added after the work's own teardown, so the work has stopped before the next begins.
        subscriber.add(() => this.leave());
      };
      if (this.running < this.width) return start();
      this.waiting.add(start);
      subscriber.add(() => this.waiting.delete(start));
    });
  }

  private leave(): void {
    this.running -= 1;
    const [next] = this.waiting;
    if (next === undefined) return;
    this.waiting.delete(next);
    next();
  }
}

import { Observable } from 'rxjs';

/** Lets as many pieces of work run at once as `width` says at the time, and makes the others wait their turn; who leaves while waiting never starts. */
export class Gate {
  private running = 0;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly width: () => number) {}

  through<T>(work: Observable<T>): Observable<T> {
    return new Observable<T>((subscriber) => {
      // RxJS still subscribes on behalf of somebody who left a moment before (expand, 7.8).
      if (subscriber.closed) return;
      const start = () => {
        this.running++;
        work.subscribe(subscriber);
        // Added last, so that the work has stopped before the next one starts.
        subscriber.add(() => this.leave());
      };
      if (this.running < this.width()) {
        start();
      } else {
        this.waiting.add(start);
        subscriber.add(() => this.waiting.delete(start));
      }
    });
  }

  private leave(): void {
    this.running--;
    for (const next of this.waiting) {
      if (this.running >= this.width()) return;
      this.waiting.delete(next);
      next();
    }
  }
}

const STORE_MS = 500;
const AT_ONCE = 500;
/** What a broken database may let pile up. */
const KEPT = 5_000;

/** Lines that are stored in the background, many at once and in order. One that cannot be stored holds nothing up. */
export class StoredLater<Line> {
  private waiting: Line[] = [];
  private storing: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: (lines: readonly Line[]) => Promise<void>,
    private readonly onTrouble: (error: unknown) => void,
  ) {}

  add(line: Line): void {
    this.waiting.push(line);
    if (this.waiting.length > KEPT) this.waiting.shift();
    this.timer ??= setTimeout(() => this.storeNow(), STORE_MS);
  }

  /** Waits until everything is stored, or could not be. */
  async flush(): Promise<void> {
    this.storeNow();
    await this.storing;
  }

  private storeNow(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.storing = this.storing.then(async () => {
      while (this.waiting.length > 0) {
        const lines = this.waiting.splice(0, AT_ONCE);
        try {
          await this.store(lines);
        } catch (error) {
          this.waiting.unshift(...lines);
          this.onTrouble(error);
          return;
        }
      }
    });
  }
}

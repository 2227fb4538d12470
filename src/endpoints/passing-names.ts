import { Logger } from '@nestjs/common';
import { type NetboxRow } from '../clients/netbox/read';
import { messageOf } from '../core/errors/errors';
import { type Mirror, type SeenObject, seenOf } from './mirror';

const STORE_MS = 200;

/**
 * The names of NetBox objects that pass by during a run, on their way into the mirror: stored in the background, many at
 * once. They are for our own pages only, so nothing fails because of them.
 */
export class PassingNames {
  private readonly logger = new Logger('Mirror');
  private waiting = new Map<string, SeenObject[]>();
  private timer: NodeJS.Timeout | undefined;
  private storing: Promise<void> = Promise.resolve();

  constructor(private readonly mirror: Pick<Mirror, 'keep'>) {}

  note(objectType: string, rows: readonly NetboxRow[]): void {
    const seen = this.waiting.get(objectType) ?? [];
    for (const row of rows) seen.push(seenOf(row));
    this.waiting.set(objectType, seen);
    this.timer ??= setTimeout(() => this.storeNow(), STORE_MS);
  }

  /** Waits until everything that was noted is stored. */
  async settled(): Promise<void> {
    this.storeNow();
    await this.storing;
  }

  private storeNow(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { waiting } = this;
    this.waiting = new Map();
    for (const [objectType, seen] of waiting) {
      this.storing = this.storing
        .then(() => this.mirror.keep(objectType, seen))
        .catch((error: unknown) =>
          this.logger.warn(`Names of ${objectType} were not kept: ${messageOf(error)}`),
        );
    }
  }
}

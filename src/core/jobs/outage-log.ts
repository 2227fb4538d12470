import { type Logger } from '@nestjs/common';
import { messageOf } from '../errors/errors';

/** Says once that something keeps failing, and once that it works again: a lost database fails many times a second. */
export class OutageLog {
  private readonly said = new Set<string>();

  constructor(
    private readonly logger: Pick<Logger, 'warn' | 'log'>,
    private readonly subject: string,
  ) {}

  failed(error: unknown): void {
    const message = messageOf(error);
    if (this.said.has(message)) return;
    this.said.add(message);
    this.logger.warn(`${this.subject} is in trouble: ${message}`);
  }

  works(): void {
    if (this.said.size === 0) return;
    this.said.clear();
    this.logger.log(`${this.subject} works again.`);
  }
}

import { type DataSource, type FindOptionsWhere, In, IsNull } from 'typeorm';
import { whereSeen } from '../crud/sight';
import { type AnyModel } from '../model/define-model';
import { ENDED_STATUSES, type Job, job } from './job.model';

/** What people are told of the jobs that they asked for: those that have ended and that they have not taken note of. */
export class JobNotifications {
  constructor(
    private readonly dataSource: DataSource,
    private readonly models: readonly AnyModel[],
  ) {}

  /** Newest first. */
  unread(user: string, limit: number): Promise<Job[]> {
    return this.table().find({ where: this.seenUnreadOf(user), order: { completed: 'DESC' }, take: limit });
  }

  count(user: string): Promise<number> {
    return this.table().count({ where: this.seenUnreadOf(user) });
  }

  /** Takes note of one job, or of all; that of somebody else stays as it is. */
  async read(user: string, id?: number): Promise<void> {
    for (const where of unreadOf(user)) {
      await this.table().update({ ...where, ...(id !== undefined && { id }) }, { readAt: new Date() });
    }
  }

  private seenUnreadOf(user: string): FindOptionsWhere<Job>[] {
    return unreadOf(user).map((where) => ({ ...where, ...whereSeen(this.models, job) }));
  }

  private table() {
    return this.dataSource.getRepository<Job>(job.name);
  }
}

function unreadOf(user: string): FindOptionsWhere<Job>[] {
  const mine = { user, readAt: IsNull() };
  return [
    { ...mine, notifications: 'always', status: In([...ENDED_STATUSES]) },
    { ...mine, notifications: 'on_failure', status: In(ENDED_STATUSES.filter((one) => one !== 'completed')) },
  ];
}

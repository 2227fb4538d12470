import { Controller, Get, HttpException, HttpStatus, Inject } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Open } from '../core/access/open';
import { Unreachable } from '../core/errors/errors';
import { JOB_QUEUE, type JobQueue } from '../core/jobs/job';
import { Describe } from '../core/openapi/describe';
import { type Schema } from '../core/openapi/schema';

function answer(statuses: readonly string[]): Schema {
  return {
    type: 'object',
    properties: { status: { type: 'string', enum: statuses }, detail: { type: 'string' } },
    required: ['status'],
  };
}

/** For load balancers: whether requests can be answered now. `/health` says only that the process lives. */
@Open()
@Controller('ready')
export class ReadyController {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(JOB_QUEUE) private readonly queue: JobQueue,
  ) {}

  @Get()
  @Describe({
    operationId: 'ready_retrieve',
    summary: 'Whether requests can be answered now',
    tag: 'Health',
    answers: {
      200: { description: 'They can.', schema: answer(['ok']) },
      503: { description: 'The database or the queue does not answer.', schema: answer(['not ready']) },
    },
  })
  async ready(): Promise<{ status: 'ok' }> {
    try {
      await this.dataSource.query('SELECT 1');
      await this.queue.standing('nobody has this id');
      return { status: 'ok' };
    } catch (error) {
      const detail = error instanceof Unreachable ? error.message : 'The database does not answer.';
      throw new HttpException({ status: 'not ready', detail }, HttpStatus.SERVICE_UNAVAILABLE, {
        cause: error,
      });
    }
  }
}

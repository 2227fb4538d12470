import { type DynamicModule, Module } from '@nestjs/common';
import { JOB_QUEUE, type JobQueue } from '../core/jobs/job';
import { Metrics } from './metrics';
import { MetricsController } from './metrics.controller';
import { ReadyController } from './ready.controller';

/** What machines ask about the program. Needs TypeORM's DataSource. */
@Module({})
export class MetricsModule {
  static of(metrics: Metrics, queue: JobQueue): DynamicModule {
    return {
      module: MetricsModule,
      controllers: [MetricsController, ReadyController],
      providers: [
        { provide: Metrics, useValue: metrics },
        { provide: JOB_QUEUE, useValue: queue },
      ],
    };
  }
}

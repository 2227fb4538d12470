import { type DynamicModule, Module } from '@nestjs/common';
import { type Jobs } from '../core/jobs/jobs';
import { DriftController } from './drift.controller';
import { DriftReport } from './drift';
import { EndpointChecks } from './endpoint-checks';
import { EndpointChecksController } from './endpoint-checks.controller';
import { type EndpointUsages } from './endpoint-usage';
import { EndpointWatch } from './endpoint-watch';
import { FollowUps } from './follow-ups';
import { FollowUpsController } from './follow-ups.controller';
import { FullUpdateController } from './full-update.controller';
import { JobsController } from './jobs.controller';
import { PlanDecisions } from './plan-decisions';
import { RunFrames } from './run-frames';
import { RunsController } from './runs.controller';
import { ScheduleController } from './schedule.controller';
import { Schedules } from './schedules';
import { SyncService } from './sync.service';

export interface SyncModuleParts {
  readonly sync: SyncService;
  readonly frames: RunFrames;
  readonly jobs: Jobs;
  readonly followUps: FollowUps;
  readonly decisions: PlanDecisions;
  readonly checks: EndpointChecks;
  readonly usages: EndpointUsages;
  readonly drift: DriftReport;
}

/** Runs over HTTP. Needs a global `CrudModule`. */
@Module({})
export class SyncModule {
  static of({
    sync,
    frames,
    jobs,
    followUps,
    decisions,
    checks,
    usages,
    drift,
  }: SyncModuleParts): DynamicModule {
    return {
      module: SyncModule,
      controllers: [
        RunsController,
        FollowUpsController,
        EndpointChecksController,
        JobsController,
        ScheduleController,
        FullUpdateController,
        DriftController,
      ],
      providers: [
        { provide: SyncService, useValue: sync },
        { provide: RunFrames, useValue: frames },
        { provide: Schedules, useValue: new Schedules(sync, jobs) },
        { provide: FollowUps, useValue: followUps },
        { provide: PlanDecisions, useValue: decisions },
        { provide: EndpointChecks, useValue: checks },
        { provide: EndpointWatch, useValue: new EndpointWatch(checks, usages) },
        { provide: DriftReport, useValue: drift },
      ],
      exports: [SyncService, RunFrames, Schedules, FollowUps, PlanDecisions, EndpointWatch, DriftReport],
    };
  }
}

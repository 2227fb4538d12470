import { type DynamicModule, Module } from '@nestjs/common';
import { FullUpdateController } from './full-update.controller';
import { RunFrames } from './run-frames';
import { RunsController } from './runs.controller';
import { SyncService } from './sync.service';

/** Runs over HTTP. Needs a global `CrudModule`. */
@Module({})
export class SyncModule {
  static of(sync: SyncService, frames: RunFrames): DynamicModule {
    return {
      module: SyncModule,
      controllers: [RunsController, FullUpdateController],
      providers: [
        { provide: SyncService, useValue: sync },
        { provide: RunFrames, useValue: frames },
      ],
      exports: [SyncService, RunFrames],
    };
  }
}

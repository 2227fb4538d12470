import {
  type DynamicModule,
  type FactoryProvider,
  Module,
  type ModuleMetadata,
  type Provider,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ModelList } from '../core/crud/model-list';
import { type AnyModel } from '../core/model/define-model';
import { type FormNotes } from '../core/pages/form-builder';
import {
  ModelPagesModule,
  modelPagesProvider,
  type PickedActions,
  tableColumnsProvider,
} from '../core/pages/model-pages.module';
import { job } from '../core/jobs/job.model';
import { JobNotifications } from '../core/jobs/notifications';
import { type SettingSources } from '../models/effective-settings';
import { settings } from '../models/settings.model';
import { proxmoxNode } from '../models/proxmox-node.model';
import { syncRun } from '../models/sync-run.model';
import { AboutController } from './about.controller';
import { DashboardController } from './dashboard.controller';
import { EndpointStatusController } from './endpoint-status.controller';
import { FollowUpController } from './follow-up.controller';
import { HomeController } from './home.controller';
import { JobController } from './job.controller';
import { NotificationsController } from './notifications.controller';
import { NodeController } from './node.controller';
import { PlanController } from './plan.controller';
import { ScheduleController } from './schedule.controller';
import { SETTING_VARIABLES, SettingsController } from './settings.controller';
import { variableNotes } from './setting-rows';
import { SelectedController, syncSelected } from './selected.controller';
import { LogsController } from './logs.controller';
import { ProgramLogController } from './program-log.controller';
import { GuestController } from './guest.controller';
import { SyncRunController } from './sync-run.controller';
import { syncedController } from './synced.controller';
import { syncedKinds } from './synced-kinds';
import { SyncedObjects } from './synced-objects';
import { type SyncStarter } from './sync-starter';

export interface PagesOptions {
  models: readonly AnyModel[];
  /** Names of the models whose ticked rows can be synchronised by themselves. */
  pickable?: readonly string[];
  /** Provider of `SyncStarter`. */
  starter: Provider<SyncStarter>;
  /** Providers of what the imports lack of the services of `src/sync`. */
  services?: Provider[];
  /** Settings that environment variables decide. */
  environment?: SettingSources['environment'];
  /** Modules with what the starter needs. */
  imports?: ModuleMetadata['imports'];
}

const notificationsProvider: FactoryProvider<JobNotifications> = {
  provide: JobNotifications,
  useFactory: (dataSource: DataSource, models: ModelList) => new JobNotifications(dataSource, models.all),
  inject: [DataSource, ModelList],
};

const syncedObjectsProvider: FactoryProvider<SyncedObjects> = {
  provide: SyncedObjects,
  useFactory: (dataSource: DataSource, models: ModelList) => new SyncedObjects(dataSource, models.all),
  inject: [DataSource, ModelList],
};

/** Models whose detail page is one of ours. */
const OWN_DETAIL: readonly string[] = [syncRun.name, job.name, settings.name, proxmoxNode.name];

/** Pages about one row beside those of its model: before them, so that no `:id/:related` hides one. */
@Module({})
class RowPagesModule {}

/** The pages about no single model. Nest takes its routes after those of the models, so that `runs/:id` hides no `runs/filters`. */
@Module({})
class OwnPagesModule {}

/** Every page of the program: home, runs, and the list and detail pages of all models. Needs a global `CrudModule`. */
@Module({})
export class PagesModule {
  static of({
    models,
    starter,
    pickable = [],
    services = [],
    environment = {},
    imports,
  }: PagesOptions): DynamicModule {
    const notes: Readonly<Record<string, FormNotes>> = { [settings.name]: variableNotes(environment) };
    const picked: PickedActions = ({ name }) => (pickable.includes(name) ? [syncSelected(name)] : []);
    return {
      module: PagesModule,
      imports: [
        {
          module: RowPagesModule,
          imports,
          controllers: [PlanController, FollowUpController, EndpointStatusController],
          providers: [modelPagesProvider, ...services],
        },
        ...models.map((model) =>
          ModelPagesModule.of(model, {
            detail: !OWN_DETAIL.includes(model.name),
            notes: notes[model.name],
            picked,
          }),
        ),
        {
          module: OwnPagesModule,
          imports,
          controllers: [
            HomeController,
            DashboardController,
            AboutController,
            ScheduleController,
            SettingsController,
            SyncRunController,
            SelectedController,
            NotificationsController,
            JobController,
            ...syncedKinds.map(syncedController),
            GuestController,
            NodeController,
            ProgramLogController,
            LogsController,
          ],
          providers: [
            modelPagesProvider,
            tableColumnsProvider,
            syncedObjectsProvider,
            starter,
            notificationsProvider,
            { provide: SETTING_VARIABLES, useValue: environment },
            ...services,
          ],
        },
      ],
    };
  }
}

import { join } from 'node:path';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { BaseExceptionFilter, HttpAdapterHost, NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { DataSource } from 'typeorm';
import { AccessModule } from '../../src/core/access/access.module';
import { type Identity, IdentityProvider, type SignedIn } from '../../src/core/access/identity';
import { secureApp } from '../../src/core/access/secure-app';
import { poolOf } from '../../src/core/access/session';
import { projectRoot } from '../../src/config/project-root';
import { CrudModule } from '../../src/core/crud/crud-module';
import { NotAllowed, Unreachable } from '../../src/core/errors/errors';
import { createDataSource } from '../../src/core/model/data-source';
import { frontEndAssets } from '../../src/core/pages/front-end-assets';
import { menuOf } from '../../src/core/pages/menu';
import { ModelPages } from '../../src/core/pages/model-pages';
import { PageErrorFilter } from '../../src/core/pages/page-error.filter';
import { setUpViews } from '../../src/core/pages/view-engine';
import { SecretBox } from '../../src/core/secrets/secret-box';
import { models } from '../../src/models';
import { type EffectiveSettings } from '../../src/models/effective-settings';
import { type SyncRun, syncRun } from '../../src/models/sync-run.model';
import { menuSections } from '../../src/pages/menu';
import { PagesModule } from '../../src/pages/pages.module';
import { type SyncRequest, SyncStarter } from '../../src/pages/sync-starter';
import { Inside } from '../../src/extension/inside';
import { LiveConfig } from '../../src/extension/live-config';
import { resourcesOf } from '../../src/extension/resources-of';
import { DriftReport } from '../../src/sync/drift';
import { type EndpointCheck } from '../../src/sync/endpoint-checks';
import { type EndpointUsage } from '../../src/sync/endpoint-usage';
import { EndpointWatch } from '../../src/sync/endpoint-watch';
import { FollowUps } from '../../src/sync/follow-ups';
import { PlanDecisions } from '../../src/sync/plan-decisions';
import { Schedules } from '../../src/sync/schedules';
import { stages } from '../../src/sync/stages';
import { type SyncService } from '../../src/sync/sync.service';
import { tables } from '../../src/tables';

export const PASSWORD = 'correct horse';

/** Knows everybody who has the password; `reader` may only read. */
class OnePassword extends IdentityProvider {
  signIn(username: string, password: string): Promise<SignedIn> {
    if (password !== PASSWORD) return Promise.reject(new NotAllowed('Wrong user name or password.'));
    return Promise.resolve({ identity: this.person(username), credential: 'Token test' });
  }
  identify(): Promise<Identity> {
    return Promise.resolve(this.person('script'));
  }
  private person(username: string): Identity {
    return {
      username,
      displayName: username,
      isSuperuser: true,
      groups: [],
      canWrite: username !== 'reader',
    };
  }
}

/** Remembers what it was asked for. */
export class RecordingStarter extends SyncStarter {
  readonly started: SyncRequest[] = [];
  readonly cancelled: number[] = [];
  /** What the next start does. */
  next: () => Promise<{ id: number }> = () => Promise.resolve({ id: 1 });

  start(request: SyncRequest): Promise<{ id: number }> {
    this.started.push(request);
    return this.next();
  }
  cancel(id: number): Promise<void> {
    this.cancelled.push(id);
    return Promise.resolve();
  }
}

/** There is nothing scheduled. */
class RecordingSchedules {
  list(): Promise<never[]> {
    return Promise.resolve([]);
  }
  clusters(): Promise<string[]> {
    return Promise.resolve(['cluster/lab-a', 'node/solo']);
  }
}

/** Remembers which runs were to be followed, and why. */
export class RecordingFollowUps {
  readonly started: { run: number; purpose: string; by: string }[] = [];

  start(run: number, purpose: string, by: string): Promise<{ id: number }> {
    this.started.push({ run, purpose, by });
    return Promise.resolve({ id: run });
  }
}

/** Answers for endpoints without asking any. */
export class KnownEndpoints {
  /** A promise is one that takes its time. */
  answer: EndpointCheck | Promise<EndpointCheck> = {
    isReached: true,
    version: '4.6',
    name: 'somewhere',
    problems: [],
    suggestion: null,
  };

  look(): Promise<EndpointCheck> {
    return Promise.resolve(this.answer);
  }

  used: Partial<EndpointUsage> = {};

  usage(): Promise<EndpointUsage> {
    return Promise.resolve({ ...NOTHING_TOLD, ...this.used });
  }
}

const NOTHING_TOLD: EndpointUsage = {
  cpu: null,
  memory: null,
  storage: null,
  growth: [],
  failing: [],
  problems: ['Nobody answers.'],
};

/** As much of the service as decisions need: the rows of the runs. */
function storedRuns(dataSource: DataSource): Pick<SyncService, 'ended'> {
  return { ended: (id) => dataSource.getRepository<SyncRun>(syncRun.name).findOneByOrFail({ id }) };
}

/** Proxmox VE is not there to be asked. */
class NoConfig extends LiveConfig {
  constructor() {
    super(undefined as never);
  }
  override of(): Promise<never> {
    return Promise.reject(new Unreachable('Proxmox VE does not answer.'));
  }
}

const insideProvider = {
  provide: Inside,
  useFactory: (dataSource: DataSource, pages: ModelPages) =>
    new Inside(dataSource, pages, { models, resources: resourcesOf(stages), config: new NoConfig() }),
  inject: [DataSource, ModelPages],
};

@Module({})
class DatabaseModule {
  static of(dataSource: DataSource): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [{ provide: DataSource, useValue: dataSource }],
      exports: [DataSource],
    };
  }
}

export interface PagesApp {
  app: NestExpressApplication;
  dataSource: DataSource;
  starter: RecordingStarter;
  followUps: RecordingFollowUps;
  endpoints: KnownEndpoints;
  close(): Promise<void>;
}

/** The pages with sessions and sign-in over a database of their own; `controllers` adds to what they talk to, `environment` is what variables say of settings. */
export async function startPages(
  databaseUrl: string,
  controllers: Type[] = [],
  environment: Partial<EffectiveSettings> = {},
): Promise<PagesApp> {
  const secretBox = new SecretBox('0123456789abcdef0123456789abcdef');
  const dataSource = createDataSource({
    url: databaseUrl,
    models,
    sealer: secretBox,
    extraEntities: tables,
    synchronize: true,
  });
  await dataSource.initialize();
  const starter = new RecordingStarter();
  const followUps = new RecordingFollowUps();
  const endpoints = new KnownEndpoints();

  @Module({
    imports: [
      DatabaseModule.of(dataSource),
      AccessModule.forRoot({ provider: OnePassword, secretBox }),
      CrudModule.of({ models }),
      PagesModule.of({
        models,
        environment,
        starter: { provide: SyncStarter, useValue: starter },
        services: [
          { provide: Schedules, useValue: new RecordingSchedules() as never },
          { provide: FollowUps, useValue: followUps },
          { provide: EndpointWatch, useValue: endpoints },
          insideProvider,
          { provide: DriftReport, useValue: new DriftReport(dataSource) },
          { provide: PlanDecisions, useValue: new PlanDecisions(storedRuns(dataSource), dataSource) },
        ],
      }),
    ],
    controllers,
  })
  class PagesTestModule {}

  const app = await NestFactory.create<NestExpressApplication>(PagesTestModule, { logger: ['error'] });
  secureApp(app, { pool: poolOf(dataSource), secretBox });
  setUpViews(app, {
    viewsFolder: join(projectRoot, 'views'),
    assets: frontEndAssets(projectRoot),
    menu: menuOf(models, menuSections),
    version: '0.0.0',
  });
  app.useGlobalFilters(new PageErrorFilter(new BaseExceptionFilter(app.get(HttpAdapterHost).httpAdapter)));
  await app.listen(0, '127.0.0.1');
  return {
    app,
    dataSource,
    starter,
    followUps,
    endpoints,
    close: async () => {
      await app.close();
      if (dataSource.isInitialized) await dataSource.destroy();
    },
  };
}

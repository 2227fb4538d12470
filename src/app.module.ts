import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { apiKeySchemas } from './access/api-key-routes';
import { ApiKeysModule } from './access/api-keys.module';
import { GroupRoles } from './access/group-roles';
import { roleTable } from './access/role-table';
import { StoredApiKeys } from './access/stored-api-keys';
import { StoredAuditTrail } from './access/stored-audit-trail';
import { AccessModule } from './core/access/access.module';
import { version } from './config/version';
import { CrudModule } from './core/crud/crud-module';
import { OpenApiModule } from './core/openapi/openapi.module';
import { NetboxIdentityProvider } from './endpoints/netbox-identity-provider';
import { ExtensionModule } from './extension/extension.module';
import { insideSchemas } from './extension/inside-routes';
import { eventsSchemas } from './extension/netbox-events-routes';
import { resourcesOf } from './extension/resources-of';
import { MetricsModule } from './metrics/metrics.module';
import { models } from './models';
import { menuOf } from './core/pages/menu';
import { menuSections } from './pages/menu';
import { PagesModule } from './pages/pages.module';
import { SyncStarter } from './pages/sync-starter';
import { type Program } from './program';
import { RestModule } from './rest/rest.module';
import { pickableModels } from './sync/batch';
import { EndpointChecks } from './sync/endpoint-checks';
import { EndpointUsages } from './sync/endpoint-usage';
import { FollowUps } from './sync/follow-ups';
import { PlanDecisions } from './sync/plan-decisions';
import { RunFrames } from './sync/run-frames';
import { runSchemas } from './sync/run-routes';
import { SyncModule } from './sync/sync.module';
import { stages } from './sync/stages';
import { SyncService } from './sync/sync.service';

/** The whole wiring of the web side. */
@Module({})
export class AppModule {
  static of({
    config,
    dataSource,
    secretBox,
    book,
    mirror,
    hub,
    sync,
    drift,
    jobs,
    queue,
    metrics,
  }: Program): DynamicModule {
    const syncModule = SyncModule.of({
      sync,
      jobs,
      drift,
      frames: new RunFrames(hub, sync),
      followUps: new FollowUps(sync, dataSource),
      decisions: new PlanDecisions(sync, dataSource),
      checks: new EndpointChecks(book, stages),
      usages: new EndpointUsages(book),
    });
    const extensionModule = ExtensionModule.of({
      models,
      resources: resourcesOf(stages),
      menu: menuOf(models, menuSections),
      book,
      mirror,
      secretBox,
      publicUrl: config.publicUrl,
      basePath: config.basePath,
    });
    return {
      module: AppModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => dataSource.options,
          dataSourceFactory: () => Promise.resolve(dataSource),
        }),
        AccessModule.forRoot({
          provider: { useValue: new NetboxIdentityProvider(book) },
          secretBox,
          table: roleTable,
          roles: new GroupRoles(dataSource),
          keys: new StoredApiKeys(dataSource),
          audit: new StoredAuditTrail(dataSource),
        }),
        ApiKeysModule.of(new StoredApiKeys(dataSource)),
        syncModule,
        CrudModule.of({ models, externalObjects: mirror, publicUrl: config.publicUrl }),
        RestModule,
        MetricsModule.of(metrics, queue),
        OpenApiModule.of({
          title: 'Proxbox REST API',
          version,
          description:
            'Follows the conventions of the REST API of NetBox. An address that exists answers other methods than these ' +
            'with 405 and an Allow header.',
          basePath: config.basePath,
          schemas: { ...runSchemas, ...apiKeySchemas, ...insideSchemas, ...eventsSchemas },
        }),
        extensionModule,
        PagesModule.of({
          models,
          imports: [syncModule, extensionModule],
          pickable: pickableModels(models, stages),
          environment: config.settings,
          starter: {
            provide: SyncStarter,
            useFactory: (service: SyncService): SyncStarter => ({
              start: (request) => service.start(request),
              cancel: async (id, by) => void (await service.cancel(id, by)),
            }),
            inject: [SyncService],
          },
        }),
      ],
    };
  }
}

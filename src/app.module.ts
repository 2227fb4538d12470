import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessModule } from './core/access/access.module';
import { CrudModule } from './core/crud/crud-module';
import { Mirror } from './endpoints/mirror';
import { NetboxIdentityProvider } from './endpoints/netbox-identity-provider';
import { models } from './models';
import { PagesModule } from './pages/pages.module';
import { SyncStarter } from './pages/sync-starter';
import { type Program } from './program';
import { RunFrames } from './sync/run-frames';
import { SyncModule } from './sync/sync.module';
import { SyncService } from './sync/sync.service';

/** The whole wiring of the web side. */
@Module({})
export class AppModule {
  static of({ config, dataSource, secretBox, book, hub, sync }: Program): DynamicModule {
    const syncModule = SyncModule.of(sync, new RunFrames(hub, sync));
    return {
      module: AppModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => dataSource.options,
          dataSourceFactory: () => Promise.resolve(dataSource),
        }),
        AccessModule.forRoot({ provider: { useValue: new NetboxIdentityProvider(book) }, secretBox }),
        syncModule,
        CrudModule.of({ models, externalObjects: Mirror, publicUrl: config.publicUrl }),
        PagesModule.of({
          models,
          imports: [syncModule],
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

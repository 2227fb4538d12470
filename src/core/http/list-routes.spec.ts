import { All, Controller, Get, type INestApplication, Module, Post, Sse } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { EMPTY, type Observable } from 'rxjs';
import { listRoutes } from './list-routes';

@Controller('runs/')
class RunController {
  @Get()
  list(): string[] {
    return [];
  }
  @Post(':id/cancel/')
  cancel(): void {}
  @Sse(':id/stream')
  stream(): Observable<never> {
    return EMPTY;
  }
  notARoute(): void {}
}

@Controller(['pages', 'views'])
class PageController {
  @All('*rest')
  show(): void {}
}

@Module({ controllers: [RunController] })
class RunModule {}
@Module({ controllers: [PageController] })
class PageModule {}
@Module({ imports: [RunModule, PageModule, RouterModule.register([{ path: 'api', module: RunModule }])] })
class SmallApp {}

describe('listRoutes', () => {
  let app: INestApplication;

  async function start(prepare: (app: NestExpressApplication) => void = () => undefined): Promise<void> {
    const module = await Test.createTestingModule({ imports: [SmallApp] }).compile();
    const made = module.createNestApplication<NestExpressApplication>({ logger: false });
    app = made;
    prepare(made);
    await made.init();
  }
  afterEach(() => app.close());

  test('says method, path, controller method and module of each route, and nothing that is no route', async () => {
    await start();
    expect(listRoutes(app)).toEqual([
      {
        method: 'GET',
        path: '/api/runs',
        handler: 'RunController.list',
        from: 'RunModule',
        needs: 'undeclared',
      },
      {
        method: 'POST',
        path: '/api/runs/:id/cancel',
        handler: 'RunController.cancel',
        from: 'RunModule',
        needs: 'undeclared',
      },
      {
        method: 'GET',
        path: '/api/runs/:id/stream',
        handler: 'RunController.stream',
        from: 'RunModule',
        needs: 'undeclared',
      },
      {
        method: 'ALL',
        path: '/pages/*rest',
        handler: 'PageController.show',
        from: 'PageModule',
        needs: 'undeclared',
      },
      {
        method: 'ALL',
        path: '/views/*rest',
        handler: 'PageController.show',
        from: 'PageModule',
        needs: 'undeclared',
      },
    ]);
  });

  test('finds the owner under a global prefix too', async () => {
    await start((made) => made.setGlobalPrefix('proxbox'));
    const route = listRoutes(app).find(({ path }) => path === '/proxbox/api/runs');
    expect(route).toMatchObject({ handler: 'RunController.list', from: 'RunModule', needs: 'undeclared' });
  });

  test('shows a route that was added beside Nest', async () => {
    await start((made) => {
      made
        .getHttpAdapter()
        .getInstance()
        .get('/open-door', function openDoor() {});
    });
    expect(listRoutes(app)).toContainEqual({
      method: 'GET',
      path: '/open-door',
      handler: 'openDoor',
      from: 'express',
      needs: 'anonymous',
    });
  });
});

import { All, Controller, Get, type INestApplication, Options, Patch, Post } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { routeMethods } from './route-methods';

@Controller('books')
class BookController {
  @Get('/') list(): void {}
  @Post('/') create(): void {}
  @Get(':id/') detail(): void {}
  @Patch(':id/') update(): void {}
  @Options(':id/') options(): void {}
  @Post(':id/lend/') lend(): void {}
}

@Controller('pages')
class PageController {
  @All('*rest') show(): void {}
}

let app: INestApplication;
beforeAll(async () => {
  const module = await Test.createTestingModule({ controllers: [BookController, PageController] }).compile();
  app = module.createNestApplication({ logger: false });
  await app.init();
});
afterAll(() => app.close());

test.each([
  ['/books/', ['GET', 'POST', 'HEAD', 'OPTIONS']],
  ['/books', ['GET', 'POST', 'HEAD', 'OPTIONS']],
  ['/books/12/', ['GET', 'PATCH', 'OPTIONS', 'HEAD']],
  ['/books/12/lend/', ['POST', 'OPTIONS']],
  ['/books/12/more/', undefined],
  ['/pages/any/of/them', undefined],
  ['/', undefined],
])('%s takes %j', (path, methods) => {
  expect(routeMethods(app)(path)).toEqual(methods);
});

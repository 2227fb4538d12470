import { Body, Controller, Get, Module, Post, Res } from '@nestjs/common';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { type Response } from 'express';
import { join } from 'node:path';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { projectRoot } from '../../src/config/project-root';
import { AccessModule } from '../../src/core/access/access.module';
import { credentialFailuresSchema } from '../../src/core/access/credential-failures.schema';
import { CurrentIdentity } from '../../src/core/access/current-identity';
import { type Identity } from '../../src/core/access/identity';
import { Needs } from '../../src/core/access/needs';
import { secureApp } from '../../src/core/access/secure-app';
import { poolOf } from '../../src/core/access/session';
import { sessionSchema } from '../../src/core/access/session.schema';
import { type TestDatabase } from '../../src/core/database/test-database';
import { frontEndAssets } from '../../src/core/pages/front-end-assets';
import { setUpViews } from '../../src/core/pages/view-engine';
import { SecretBox } from '../../src/core/secrets/secret-box';
import { freshDatabase } from '../setup/database';
import { FakeIdentityProvider } from './fake-identity-provider';

export const NOT_PROVIDED = { detail: 'Authentication credentials were not provided.' };
export const NO_PERMISSION = { detail: 'You do not have permission to perform this action.' };
export const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

@Needs('sign in')
@Controller()
class RoomController {
  @Get(['api/room', 'room'])
  enter(@CurrentIdentity() identity: Identity): { username: string } {
    return { username: identity.username };
  }

  @Get('form')
  form(@Res({ passthrough: true }) response: Response): string {
    return `<input name="_csrf" value="${response.locals.csrfToken}">`;
  }

  @Post(['api/room', 'room'])
  @Needs('change room')
  change(@Body() body: unknown): unknown {
    return body;
  }
}

type Agent = ReturnType<typeof request.agent>;

/** A program with nothing in it but one room behind the door, on a database of its own; each test has a new one. */
class Room {
  dataSource!: DataSource;
  provider!: FakeIdentityProvider;
  app!: NestExpressApplication;
  private database!: TestDatabase;

  async build(): Promise<void> {
    this.database = await freshDatabase();
    this.dataSource = await new DataSource({
      type: 'postgres',
      url: this.database.url,
      entities: [sessionSchema, credentialFailuresSchema],
      synchronize: true,
    }).initialize();
  }

  async open(): Promise<void> {
    await this.dataSource.query('DELETE FROM credential_failures');
    this.provider = new FakeIdentityProvider();
    this.app = await this.startApp();
  }

  async tearDown(): Promise<void> {
    await this.dataSource?.destroy();
    await this.database?.drop();
  }

  /** Another process of the same program. */
  async startApp(publicUrl?: string): Promise<NestExpressApplication> {
    const secretBox = new SecretBox('a key for tests');
    @Module({
      imports: [AccessModule.forRoot({ provider: { useValue: this.provider }, secretBox })],
      controllers: [RoomController],
    })
    class RoomModule {}
    const created = (
      await Test.createTestingModule({ imports: [RoomModule] }).compile()
    ).createNestApplication<NestExpressApplication>();
    secureApp(created, { pool: poolOf(this.dataSource), secretBox, publicUrl });
    setUpViews(created, {
      viewsFolder: join(projectRoot, 'views'),
      assets: frontEndAssets(projectRoot),
      menu: [],
    });
    return created.init();
  }

  browser(one = this.app): Agent {
    return request.agent(one.getHttpServer()).set('Accept', BROWSER);
  }

  script(): Agent {
    return request.agent(this.app.getHttpServer());
  }

  async submit(agent: Agent, fields: Record<string, string>): Promise<request.Response> {
    const page = await agent.get('/sign-in').query({ next: fields.next });
    return agent
      .post('/sign-in')
      .type('form')
      .send({ _csrf: csrfTokenIn(page.text), ...fields });
  }

  async signedIn(): Promise<{ agent: Agent; csrfToken: string }> {
    const agent = this.browser();
    await this.submit(agent, { username: 'ada', password: 'engine' }).then((response) =>
      expect(response.status).toBe(303),
    );
    const { text } = await agent.get('/form').expect(200);
    return { agent, csrfToken: csrfTokenIn(text) };
  }
}

/** Registers what builds the room before the tests of a file, and takes it down. */
export function useRoom(): Room {
  const room = new Room();
  beforeAll(() => room.build());
  beforeEach(() => room.open());
  afterEach(() => room.app.close());
  afterAll(() => room.tearDown());
  return room;
}

export function csrfTokenIn(page: string): string {
  return /name="_csrf" value="([0-9a-f]+)"/.exec(page)?.[1] ?? '';
}

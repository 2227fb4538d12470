import 'reflect-metadata';
import { Controller, Get } from '@nestjs/common';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { type DoorOptions, guardDoor } from './guard-door';
import { JsonErrorsFilter } from './json-errors.filter';

@Controller()
class RoomController {
  @Get(['room', 'static/picture'])
  enter(): string {
    return 'in';
  }

  @Get('trap')
  fall(): never {
    throw new Error('the floor is missing');
  }
}

let app: NestExpressApplication;
afterEach(() => app.close());

async function open(options: Partial<DoorOptions> = {}, exposesErrors = false) {
  const module = await Test.createTestingModule({ controllers: [RoomController] }).compile();
  app = module.createNestApplication<NestExpressApplication>({ logger: false });
  guardDoor(app, { rateLimit: 0, ...options });
  app.useGlobalFilters(new JsonErrorsFilter(exposesErrors));
  await app.init();
  return request(app.getHttpServer());
}

test('a browser may ask for a listed origin, before it has shown any credentials, and for no other', async () => {
  const door = await open({ allowedOrigins: () => Promise.resolve(['https://portal.example.com']) });
  const ask = (origin: string) =>
    door.options('/room').set({ Origin: origin, 'Access-Control-Request-Method': 'PATCH' });
  const allowed = await ask('https://portal.example.com');
  expect(allowed.headers['access-control-allow-origin']).toBe('https://portal.example.com');
  expect(allowed.headers['access-control-allow-credentials']).toBeUndefined();
  const other = await ask('https://evil.example.com');
  expect(other.headers['access-control-allow-origin']).toBeUndefined();
});

test('who sends more than the limit waits, whatever address a header claims; pictures do not count', async () => {
  const door = await open({ rateLimit: 2 });
  for (let count = 0; count < 4; count += 1) expect((await door.get('/static/picture')).status).toBe(200);
  expect((await door.get('/room')).status).toBe(200);
  expect((await door.get('/room').set('X-Forwarded-For', '198.51.100.1')).status).toBe(200);
  const refused = await door.get('/room').set('X-Forwarded-For', '198.51.100.2');
  expect(refused.status).toBe(429);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(refused.body).toEqual({ detail: expect.stringMatching(/^Request was throttled\. .+ seconds\.$/) });
});

test('the header of a proxy that was named is believed', async () => {
  const door = await open({ rateLimit: 1, trustedProxies: ['127.0.0.1', '::1'] });
  const from = (address: string) => door.get('/room').set('X-Forwarded-For', address);
  const statuses = [(await from('198.51.100.1')).status, (await from('198.51.100.2')).status];
  expect([...statuses, (await from('198.51.100.1')).status]).toEqual([200, 200, 429]);
});

test('a question what an address takes is no question of a browser beforehand', async () => {
  const door = await open({ allowedOrigins: () => Promise.resolve(['https://portal.example.com']) });
  const asked = await door.options('/room').set('Origin', 'https://portal.example.com');
  expect(asked.status).not.toBe(204);
});

test('without options nobody is stopped, and no other origin is let in', async () => {
  const door = await open();
  const reply = await door.get('/room').set('Origin', 'https://portal.example.com');
  expect(reply.status).toBe(200);
  expect(reply.headers['access-control-allow-origin']).toBeUndefined();
});

test('what went wrong inside is told only where the operator wants it', async () => {
  expect((await (await open()).get('/trap')).body).toEqual({ detail: 'Internal server error.' });
  await app.close();
  expect((await (await open({}, true)).get('/trap')).body).toEqual({ detail: 'the floor is missing' });
});

import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { API, type House } from '../../src/tools/house';
import { webhookDelivery } from '../../src/models/webhook-delivery.model';
import { MAIN_STAGES, openTestHouse } from './open-house';
import { until } from './watching';

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

describe('webhooks', () => {
  let house: House;
  let server: Server;
  let url: string;
  let received: Received[];
  let answers: number[];

  beforeAll(async () => {
    house = await openTestHouse({ stages: MAIN_STAGES });
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        received.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
        response.writeHead(answers.shift() ?? 200, { location: '/elsewhere' }).end();
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    const { status } = await house.api.post(`${API}/webhooks/`, {
      name: 'chat', payload_url: url, secret: 'hush', on_drift: true,
    }); // prettier-ignore
    expect(status).toBe(201);
  });
  afterAll(async () => {
    await house.close();
    server.close();
  });
  beforeEach(() => {
    received = [];
    answers = [];
  });

  const deliveries = async (status: string) =>
    (await house.api.get<{ results: { id: number; answer: number; attempts: number; error: string }[] }>(
      `${API}/webhook-deliveries/?status=${status}&ordering=-id`,
    )).data.results; // prettier-ignore
  const sooner = () =>
    house.serving.program.dataSource.query(
      `UPDATE "${webhookDelivery.table}" SET due = now() WHERE status = 'pending'`,
    );

  test('are told signed of drift, and of the end of a run', async () => {
    const plan = await house.run({ mode: 'plan' });
    await until(() => received.length === 2, 'The webhook was not told.');
    const events = received.map(({ headers }) => headers['x-proxbox-event']).sort();
    expect(events).toEqual(['drift_found', 'run_finished']);
    for (const { headers, body } of received) {
      expect(headers['x-hook-signature']).toBe(createHmac('sha512', 'hush').update(body).digest('hex'));
      expect(JSON.parse(body)).toMatchObject({
        data: { id: plan.id, mode: 'plan', created: plan.created_count },
      });
    }
  });

  test('that do not take a message are told again, the same, until they do', async () => {
    const answersNoted = [503, 302];
    answers = [...answersNoted];
    await house.run();
    for (const attempts of [1, 2]) {
      const isNoted = async () => {
        const [waiting] = await deliveries('pending');
        return waiting?.attempts === attempts && waiting.answer === answersNoted[attempts - 1];
      };
      await until(
        isNoted,
        `Attempt ${attempts} was not noted: ${JSON.stringify(await deliveries('pending'))}`,
      );
      await sooner();
    }
    await until(async () => (await deliveries('pending')).length === 0, 'The message was not delivered.');
    expect(received).toHaveLength(3);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    expect(new Set(received.map(({ headers }) => headers['x-proxbox-delivery'])).size).toBe(1);
    expect((await deliveries('delivered'))[0]).toMatchObject({ attempts: 3, answer: 200, error: '' });
  });

  test('are told of a run that failed', async () => {
    await house.serving.program.dataSource
      .getRepository('netbox-endpoint')
      .update({ name: 'NetBox' }, { port: 1 });
    await house.serving.program.dataSource
      .getRepository('settings')
      .update({ singletonKey: 'default' }, { netboxMaxRetries: 0 });
    const run = await house.serving.program.sync.start({ mode: 'apply', requestedBy: 'ann' });
    await until(() => received.length > 0, 'The webhook was not told.');
    expect(JSON.parse(received[0].body)).toMatchObject({
      event: 'run_failed', username: 'ann', data: { id: run.id, status: 'failed', error: expect.stringContaining(':1') as string },
    }); // prettier-ignore
  });
});

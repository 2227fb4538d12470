import { Logger } from '@nestjs/common';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { type AddressInfo } from 'node:net';
import { type Config } from './config/config';
import { openProgram, type Program } from './program';
import { createWeb } from './web';

/** A program that serves, and how to end it. */
export interface Serving {
  readonly program: Program;
  readonly app: NestExpressApplication;
  /** Where it can be reached on this machine. */
  readonly url: string;
  close(): Promise<void>;
}

/** Web and worker in one process. */
export async function serve(config: Config): Promise<Serving> {
  const program = await openProgram(config, { work: true });
  try {
    const app = await createWeb(program);
    await app.listen(config.port, config.bindHost);
    const { port } = app.getHttpServer().address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    new Logger('Proxbox').log(`Proxbox listens on ${config.bindHost}, port ${port}.`);
    const close = async () => {
      // Streams never end by themselves; their viewers come back.
      app.getHttpServer().closeAllConnections();
      await program.queue.close();
      await app.close();
      await program.close();
    };
    return { program, app, url, close };
  } catch (error) {
    await program.close();
    throw error;
  }
}

import { type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { freshDatabase } from '../setup/database';
import { type PagesApp, startPages } from './pages-app';
import { Visitor } from './visitor';

export interface OpenPages extends PagesApp {
  databaseUrl: string;
  origin: string;
  /** Signed in as an administrator. */
  visitor: Visitor;
  /** Stores a row of a model as it is given; the answer is its id. */
  insert(model: string, values: object): Promise<number>;
}

type Options = Parameters<typeof startPages> extends [string, ...infer Rest] ? Rest : never;

/** The pages on a database of their own, and somebody who is signed in; `close` removes all of it. */
export async function openPages(...options: Options): Promise<OpenPages> {
  const database = await freshDatabase();
  const pages = await startPages(database.url, ...options);
  const server = pages.app.getHttpServer() as Server;
  const visitor = new Visitor(server);
  await visitor.signIn();
  return {
    ...pages,
    databaseUrl: database.url,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    visitor,
    insert: async (model, values) => {
      const { identifiers } = await pages.dataSource.getRepository(model).insert(values as never);
      return Number(identifiers[0].id);
    },
    close: async () => {
      await pages.close();
      await database.drop();
    },
  };
}

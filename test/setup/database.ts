import { createTestDatabase, type TestDatabase } from '../../src/core/database/test-database';

/** An empty database for one test file, on the server that the set-up brought up. */
export function freshDatabase(): Promise<TestDatabase> {
  const url = process.env.PROXBOX_TEST_DATABASE_URL;
  if (!url) throw new Error('PROXBOX_TEST_DATABASE_URL is not set: run this test in jest project "whole".');
  return createTestDatabase(url);
}

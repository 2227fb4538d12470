import 'reflect-metadata';
import { readConfig } from '../config/config';
import { fail } from '../process';
import { openProgram } from '../program';

/** `npm run migrate` brings the database up to date and ends; the program does the same at its start. */
async function main(): Promise<void> {
  const program = await openProgram(readConfig(process.env), { work: false });
  console.log('The database is up to date.');
  await program.close();
}

main().then(
  () => process.exit(0),
  (error: unknown) => fail(error),
);

import 'reflect-metadata';
import { readConfig } from '../config/config';
import { Invalid } from '../core/errors/errors';
import { fail } from '../process';
import { rotateKeys } from './rotate-keys';

/** What can be done with a stopped program, by the words behind `npm run cli --`. */
const commands: Readonly<Record<string, () => Promise<string>>> = {
  'keys rotate': async () => {
    const count = await rotateKeys(readConfig(process.env));
    return `${count} secrets are sealed with the new key. Everybody signs in again.`;
  },
};

async function main(): Promise<void> {
  const words = process.argv.slice(2).join(' ');
  if (!Object.hasOwn(commands, words)) {
    throw new Invalid(`Say what to do: ${Object.keys(commands).join(', ')}.`);
  }
  console.log(await commands[words]());
}

main().then(
  () => process.exit(0),
  (error: unknown) => fail(error),
);

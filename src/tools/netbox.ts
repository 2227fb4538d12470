import { fail } from '../process';
import { startNetbox } from './netbox/server';

/** `npm run netbox`: a real NetBox with an empty database, to try things on by hand; `-- 4.7.2` for another release. */
async function main(): Promise<void> {
  console.log('Preparing NetBox; the first time takes some minutes.');
  const netbox = await startNetbox(process.argv[2]);
  console.log(`NetBox ${netbox.version} runs. Ctrl+C ends it, and its database is forgotten.`);
  console.log(`  NETBOX_URL=${netbox.url} NETBOX_TOKEN=${netbox.token}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      netbox.stop().then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
    });
  }
}

main().catch((error: unknown) => fail(error));

import 'reflect-metadata';
import { readConfig } from './config/config';
import { keepMemorySmall, keepThreadsFree, runUntilSignal } from './process';
import { serve } from './serve';
import { work } from './worker';

keepThreadsFree();
keepMemorySmall();

/** `node main.js` is web and worker; `node main.js worker` is a worker alone. */
void runUntilSignal(() => {
  const config = readConfig(process.env);
  return process.argv[2] === 'worker' ? work(config) : serve(config);
});

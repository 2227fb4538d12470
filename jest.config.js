const fs = require('node:fs');
const path = require('node:path');

// NestJS 12 and others are ESM-only. Jest 30 can require(esm) by itself only on Node >= 24.9, so here swc turns
// every "type": "module" package, nested ones too, into CommonJS. Jest caches the result: only the first run pays.
function esmPackages(dir) {
  if (!fs.existsSync(dir)) return [];
  return fs
    .readdirSync(dir)
    .filter((entry) => !entry.startsWith('.'))
    .flatMap((entry) =>
      entry.startsWith('@')
        ? fs.readdirSync(path.join(dir, entry)).map((name) => path.join(dir, entry, name))
        : [path.join(dir, entry)],
    )
    .flatMap((folder) => {
      const manifest = path.join(folder, 'package.json');
      const isModule =
        fs.existsSync(manifest) && JSON.parse(fs.readFileSync(manifest, 'utf8')).type === 'module';
      return [...(isModule ? [folder] : []), ...esmPackages(path.join(folder, 'node_modules'))];
    });
}

// As the program does itself (src/process.ts), which runs in the processes of the tests here.
process.env.UV_THREADPOOL_SIZE ??= '16';

const escapeRegExp = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
const esm = esmPackages(path.join(__dirname, 'node_modules'));

const swcTypeScript = {
  swcrc: false,
  sourceMaps: 'inline',
  module: { type: 'commonjs' },
  jsc: {
    target: 'es2023',
    keepClassNames: true,
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
};
const swcJavaScript = {
  swcrc: false,
  sourceMaps: false,
  module: { type: 'commonjs' },
  jsc: { target: 'es2022', parser: { syntax: 'ecmascript' } },
};

const base = {
  rootDir: __dirname,
  testEnvironment: 'node',
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json'],
  transform: { '\\.ts$': ['@swc/jest', swcTypeScript], '\\.m?js$': ['@swc/jest', swcJavaScript] },
  transformIgnorePatterns: [`^(?!(?:${esm.map(escapeRegExp).join('|')})/).*/node_modules/`],
};

const bringsDatabase = {
  globalSetup: '<rootDir>/test/setup/start.ts',
  globalTeardown: '<rootDir>/test/setup/stop.ts',
};

/**
 * `unit` needs nothing but Node; `whole` needs a PostgreSQL, servers and a browser, which its set-up brings; `faults` brings
 * up and breaks processes and servers of its own; `netbox` needs a real NetBox, which `npm run test:netbox` starts and names in NETBOX_URL.
 */
const projects = [
  { ...base, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.spec.ts'] },
  {
    ...base,
    displayName: 'whole',
    testMatch: ['<rootDir>/test/**/*.spec.ts'],
    testPathIgnorePatterns: ['<rootDir>/test/netbox/', '<rootDir>/test/faults/'],
    ...bringsDatabase,
  },
  { ...base, displayName: 'faults', testMatch: ['<rootDir>/test/faults/**/*.spec.ts'] },
  { ...base, displayName: 'netbox', testMatch: ['<rootDir>/test/netbox/**/*.spec.ts'], ...bringsDatabase },
];

module.exports = {
  // Whole runs take seconds, and a busy machine takes its time; only the top level may say so.
  testTimeout: 60_000,
  // Suites wait for servers and browsers more than they compute. Jest's own measure, one core less, means on two cores
  // that all of them share one process, which gets slower with each.
  maxWorkers: '100%',
  projects: projects.filter(({ displayName }) => displayName !== 'netbox' || process.env.NETBOX_URL),
};

/**
 * The arrows of the house: which folder may import which. A folder not named in `to` is free.
 * The picture is in README.md; the reasons are in docs/decisions/.
 */
const ours = (folder) => `^src/${folder}/`;
const never = (name, from, to, comment, except = []) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from, pathNot: ['\\.spec\\.ts$', ...except] },
  to: { path: to },
});
const outside = '^src/(models|clients|sync|pages|extension|simulators|tools)/';

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'A circle hides which of two files is the lower one.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    never(
      'core-knows-nothing',
      ours('core'),
      outside,
      'core is a framework that has never heard of the rest',
    ),
    {
      name: 'plan-is-pure',
      severity: 'error',
      comment: 'core/plan decides; it imports nothing, not even a package.',
      from: { path: '^src/core/plan/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: '^src/core/plan/' },
    },
    never(
      'models-are-data',
      ours('models'),
      '^src/(clients|sync|pages|config)/|axios|@nestjs',
      'a model is a value',
      ['\\.(controller|service|module)\\.ts$'],
    ),
    never(
      'clients-know-no-storage',
      ours('clients'),
      '^src/(models|sync|pages)/|node_modules/typeorm',
      'clients speak to the outside only',
    ),
    never(
      'resources-are-data',
      ours('sync/resources'),
      '^src/(clients|models|sync/(engine|stages|source|targets))/',
      'a resource is a value',
    ),
    never(
      'stages-do-no-io',
      ours('sync/stages'),
      '^src/clients/|node_modules/(axios|typeorm|@nestjs)',
      'a stage reads through the source',
      [],
    ),
    never(
      'engine-knows-no-stage',
      ours('sync/engine'),
      '^src/(clients|sync/stages)/|node_modules/@nestjs',
      'the engine runs whatever is listed',
    ),
    never(
      'simulators-stay-outside',
      '^src/(?!simulators|tools)',
      ours('simulators'),
      'no product code imports a simulator',
    ),
    never(
      'simulators-know-no-product',
      ours('simulators'),
      '^src/(clients|models|sync|pages|core)/',
      'a simulator must not share our mistakes',
    ),
    never('pages-use-no-client', '^src/(core/)?pages/', '^src/clients/', 'pages show what is stored'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};

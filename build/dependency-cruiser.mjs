// Owns: who may import whom (ARCHITECTURE.md draws it). Leaves to others: everything else that lint checks.
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const builtIn = { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer'] };

export default {
  forbidden: [
    forbid(
      'no-cycles',
      'A cycle has no bottom to start reading from.',
      { pathNot: '^node_modules' },
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    forbid('core-imports-nothing', 'The core is pure.', { path: '^main/core' }, { pathNot: '^main/core' }),
    forbid('core-uses-no-platform', 'The core is pure.', { path: '^main/core' }, builtIn),
    forbid(
      'contract-imports-core-types',
      'The contract is the border post.',
      { path: '^preload/contract' },
      { pathNot: '^(main/core|preload/contract)' },
    ),
    forbid(
      'renderer-sees-core-and-contract',
      'The window has no other way to main than the bridge.',
      { path: '^renderer' },
      { path: '^(main|preload)/', pathNot: '^(main/core|preload/contract)' },
    ),
    forbid(
      'providers-see-core',
      'A cloud knows the core and its own folder.',
      { path: '^main/providers' },
      { path: '^(main|preload|renderer)/', pathNot: '^main/(core|providers)' },
    ),
    forbid(
      'providers-never-meet',
      'A third provider is one folder.',
      { path: '^main/providers/google' },
      { path: '^main/providers/microsoft' },
    ),
    forbid(
      'providers-never-meet-either',
      'A third provider is one folder.',
      { path: '^main/providers/microsoft' },
      { path: '^main/providers/google' },
    ),
    forbid(
      'only-the-root-knows-providers',
      'Everyone else knows the interface.',
      { path: '^(main|preload|renderer)', pathNot: '^main/(index|providers)' },
      { path: '^main/providers/(google|microsoft)' },
    ),
    forbid(
      'accounts-see-core',
      'Signing in knows no store and no sync.',
      { path: '^main/accounts' },
      { path: '^(main|preload|renderer)/', pathNot: '^main/(core|accounts)' },
    ),
    forbid(
      'store-sees-core',
      'The store knows what it stores, not who uses it.',
      { path: '^main/store' },
      { path: '^(main|preload|renderer)/', pathNot: '^(main/(core|store)|preload/contract)' },
    ),
    forbid(
      'search-engine-sees-its-layout',
      'It is compiled apart: there is nothing else that it could call.',
      { path: '^main/search-engine' },
      { pathNot: '^main/(search-engine/|core/search-layout[.]ts)' },
    ),
    forbid(
      'nobody-calls-the-search-engine',
      'It runs as WebAssembly: store/search-engine.ts starts what the compiler made of it.',
      { pathNot: '^main/search-engine' },
      { path: '^main/search-engine' },
    ),
    forbid(
      'sync-sees-interfaces',
      'The engine knows any cloud.',
      { path: '^main/sync' },
      {
        path: '^(main|preload|renderer)/',
        pathNot: '^(main/(core|sync|store)|main/providers/[^/]+[.]ts|preload/contract)',
      },
    ),
    forbid(
      'handlers-know-no-electron',
      'The same handlers serve the command line.',
      { path: '^main/handlers' },
      { path: '^main/(app|cli|index)' },
    ),
    forbid(
      'only-app-knows-electron',
      'Electron stays at the edge.',
      { path: '^(main|renderer)', pathNot: '^main/(app/|index)' },
      { path: '(^|/)electron($|/)' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.svelte', '.js', '.json'],
      conditionNames: ['import', 'svelte', 'node', 'default'],
    },
  },
};

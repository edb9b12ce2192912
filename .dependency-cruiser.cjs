/** The import rules of docs/ARCHITECTURE.md, as rules that a machine checks. */
const serviceRooms = '(service|resolvers)(/|\\.ts)|/(service|doors)/';
module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'kernel-stands-alone', severity: 'error', from: { path: '^modules/kernel/' }, to: { path: '^(gateway|bot|web-h5|modules/(?!kernel/|__generated__/))' } },
    { name: 'modules-know-no-edge', severity: 'error', from: { path: '^modules/', pathNot: '^modules/__generated__/' }, to: { path: '^(gateway|bot|web-h5)/' } },
    {
      name: 'modules-meet-by-contract',
      comment: 'A module sees another only through its contract.ts.',
      severity: 'error',
      from: { path: '^modules/([^/]+)/', pathNot: ['^modules/(kernel|__generated__)/', '\\.test\\.ts$'] },
      to: { path: '^modules/(?!kernel/|__generated__/)([^/]+)/', pathNot: ['^modules/$1/', '^modules/[^/]+/contract\\.ts$'] },
    },
    {
      name: 'edge-enters-by-the-door',
      comment: 'The gateway sees a module only through index.ts; type-only imports of ports it implements are allowed.',
      severity: 'error',
      from: { path: '^gateway/', pathNot: '\\.test\\.ts$|^gateway/test/' },
      to: { path: '^modules/(?!kernel/|__generated__/)[^/]+/(?!index\\.ts$)', dependencyTypesNot: ['type-only'] },
    },
    { name: 'bot-talks-by-contract', severity: 'error', from: { path: '^bot/' }, to: { path: '^(gateway|web-h5|modules/(?!kernel/|__generated__/))' } },
    { name: 'pages-know-no-server', severity: 'error', from: { path: '^web-h5/src/' }, to: { path: '^(gateway|bot|modules)/', pathNot: ['/rules\\.ts$', '/rules/'] } },
    {
      name: 'rules-are-pure',
      comment: 'Domain rules do no I/O and know no clock, store or framework.',
      severity: 'error',
      from: { path: '^modules/[^/]+/.*/rules(\\.ts|/)', pathNot: '\\.test\\.ts$' },
      to: { path: ['mongoose', 'ioredis', '^(node:)?(fs|http|https|net|child_process|crypto)(/|$)', serviceRooms, 'modules/kernel/(clock|db|events)\\.ts$'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'resolvers-hold-no-store', severity: 'error', from: { path: '/resolvers\\.ts$' }, to: { path: ['/model\\.ts$', 'mongoose', 'ioredis'], dependencyTypesNot: ['type-only'] } },
    {
      name: 'models-stay-in-their-room',
      comment: 'Documents never leave the feature that stores them. Messages and their deliveries are one store with three features around it.',
      severity: 'error',
      from: { path: '^(modules/.+)/[^/]+$', pathNot: ['\\.test\\.ts$', '^modules/messages/'] },
      to: { path: '/model\\.ts$', pathNot: '^$1/' },
    },
    { name: 'no-test-code-in-the-product', severity: 'error', from: { pathNot: ['\\.test\\.ts$', '/test/', '-child\\.ts$', '/testing[^/]*(\\.ts|/)', '^benchmarks/', '^load-tests/', '^scripts/(drills|simulate)/'] }, to: { path: ['/testing[^/]*(\\.ts|/)', '\\.test\\.ts$', '^gateway/test/'] } },
    { name: 'declared-packages-only', comment: 'k6 scripts import what k6 itself brings; a package of types alone has no file that is found.', severity: 'error', from: { pathNot: ['/__generated__/', '^load-tests/(lib|scenarios)/'] }, to: { dependencyTypes: ['npm-no-pkg', 'unknown'], pathNot: '^@graphql-typed-document-node/core$' } },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|dist|\\.build)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'], extensions: ['.ts', '.js', '.vue', '.json'] },
  },
};

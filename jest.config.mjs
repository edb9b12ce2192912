const transform = { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' }, sourceMaps: 'inline' }] };
const base = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform,
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.build/', '<rootDir>/.data/'],
};

/** One run, one count: unit and integration tests, then the browser's, each with what it needs started once. */
export default {
  maxWorkers: 2,
  workerIdleMemoryLimit: '512MB',
  testTimeout: 60_000,
  globalSetup: '<rootDir>/gateway/test/global-setup.mjs',
  globalTeardown: '<rootDir>/gateway/test/global-teardown.mjs',
  projects: [
    {
      ...base,
      displayName: 'server',
      testMatch: ['<rootDir>/{gateway,modules,bot,scripts,benchmarks,load-tests}/**/*.test.ts'],
    },
    {
      ...base,
      displayName: 'pages',
      testMatch: ['<rootDir>/web-h5/**/*.test.ts'],
      // Four minutes of stories are a command of their own: `npm run drill:paths`.
      testPathIgnorePatterns: ['/node_modules/', ...(process.env.STORIES ? [] : ['/paths\\.e2e\\.test\\.ts$'])],
    },
  ],
};

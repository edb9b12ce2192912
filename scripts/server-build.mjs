/** How server code is bundled, in one place: ESM for Node 20, npm packages left as imports. */
export const serverBuild = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: 'linked',
  logLevel: 'warning',
};

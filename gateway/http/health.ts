/** Where a process stands in its life. */
export type Phase = 'starting' | 'serving' | 'draining';

/** Readiness with its reasons. */
export interface HealthReport {
  readonly ready: boolean;
  readonly phase: Phase;
  readonly checks: Readonly<Record<string, boolean>>;
}

/** Whether this process should be sent requests. */
export interface Health {
  phase: Phase;
  ready(): Promise<HealthReport>;
}

/** @param checks each answers within a second whether its part works; asked only while serving */
export function createHealth(checks: Readonly<Record<string, () => Promise<boolean>>>): Health {
  return {
    phase: 'starting',
    async ready() {
      const names = Object.keys(checks);
      const results = this.phase === 'serving' ? await Promise.all(names.map((name) => checks[name]?.() ?? false)) : [];
      const report = Object.fromEntries(names.map((name, index) => [name, results[index] ?? false]));
      return { ready: this.phase === 'serving' && results.every(Boolean), phase: this.phase, checks: this.phase === 'serving' ? report : {} };
    },
  };
}

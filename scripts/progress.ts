import type { ImportProgress } from '../modules/transit/timetable/service.js';

/** Shows how far an import is: on a terminal in one line that changes, elsewhere a line for each stage. */
export function progressPrinter(out: NodeJS.WriteStream): { show(progress: ImportProgress): void; end(): void } {
  let last = '';
  return {
    show({ stage, file, done, total }) {
      const what = file === undefined ? stage : `${stage} ${file}`;
      if (!out.isTTY) {
        if (what !== last) out.write(`${what} …\n`);
        last = what;
        return;
      }
      const amount = done ? ` ${done.toLocaleString('en')}${total ? ` of ${total}` : ' rows'}` : '';
      const line = `${what}${amount} …`;
      out.write(`\r${line.padEnd(last.length)}`);
      last = line;
    },
    end() {
      if (out.isTTY && last !== '') out.write(`\r${' '.repeat(last.length)}\r`);
    },
  };
}

// npm run drill:accounts [-- <guesses> <forgeries>] — guesses and forgeries against a gateway's edge of its own: what gets in?
import { startRunServices } from '../../gateway/test/run-services.js';
import { LOCK } from '../../modules/identity/sign-in/rules.js';
import { tryForgeries } from './forgeries.js';
import { guessPasswords } from './guesses.js';

const [guesses = 1000, forgeries = 10_000] = process.argv.slice(2).map(Number);
const stop = await startRunServices();
let failed = false;
const line = (words: string, good: boolean): void => {
  failed ||= !good;
  console.log(`${good ? '  ' : '! '}${words}`);
};
try {
  const begun = performance.now();
  const report = await guessPasswords(guesses);
  console.log('Passwords guessed at one account, at one moment of the clock');
  for (const [way, count] of Object.entries(report.made)) console.log(`    ${count} ${way}`);
  line(`${report.accepted} accepted; ${report.judged} compared with the password before the lock (at most ${LOCK.freeTries})`, report.accepted === 0 && report.judged <= LOCK.freeTries);
  line(`the right password during the lock: ${report.during}; an hour later: ${report.after}`, report.during === 'LOCKED' && report.after === 'SignedIn');
  line(`of an account that does not exist ${report.judgedOfUnknown} were compared (with nothing), so the two look alike`, report.judgedOfUnknown === report.judged);
  const { kinds, trueOnes } = await tryForgeries(forgeries);
  console.log('Forged, stale, replayed and swapped');
  for (const [kind, { tried, accepted }] of Object.entries(kinds)) line(`${tried} ${kind}: ${accepted} accepted`, accepted === 0);
  line(`${Object.values(kinds).reduce((sum, { tried }) => sum + tried, 0)} in all; the true ones were taken: ${trueOnes.every(Boolean) ? 'yes' : 'no'}`, trueOnes.every(Boolean));
  console.log(`${((performance.now() - begun) / 1000).toFixed(0)} s`);
} finally {
  await stop();
}
process.exit(failed ? 1 : 0);

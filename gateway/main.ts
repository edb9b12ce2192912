import { mkdir } from 'node:fs/promises';
import { projectRoot } from '../modules/kernel/root.js';
import { createApp } from './app.js';
import { readConfig, type Config } from './config.js';
import { connectOrStartMongo } from './embedded/mongo.js';
import { seedOnFirstStart } from './first-start.js';
import { createLogger } from './logging.js';

/** Says something to whoever watches the terminal; logs are for machines. */
const say = (text: string): void => void process.stderr.write(`${text}\n`);

async function run(config: Config): Promise<void> {
  const begun = performance.now();
  const logger = createLogger(config.LOG_LEVEL);
  await mkdir(config.dataDir, { recursive: true });
  const mongo = await connectOrStartMongo({ uri: config.MONGODB_URI, root: config.root, dataDir: config.dataDir, progress: say });
  const stops: (() => Promise<void>)[] = [() => mongo.stop()];
  const stop = async (): Promise<void> => {
    for (const step of stops.splice(0).reverse()) await step();
  };
  stopOnSignals(stop);
  try {
    await seedOnFirstStart(config, mongo.uri, say);
    const app = await createApp({ config, logger, mongoUri: mongo.uri });
    stops.push(() => app.stop());
    const url = await app.listen();
    say(`\n智慧区城 Smart District is ready after ${((performance.now() - begun) / 1000).toFixed(1)} s\n\n  open     ${url}\n  GraphQL  ${url}/graphql\n  health   ${url}/health/ready\n`);
  } catch (error) {
    await stop();
    throw error;
  }
}

function stopOnSignals(stop: () => Promise<void>): void {
  let asked = false;
  const onSignal = (): void => {
    // Whoever asks twice wants out now; the guard stops the embedded MongoDB even then.
    if (asked) process.exit(1);
    asked = true;
    say('stopping …');
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        say(String(error));
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

try {
  await run(readConfig(process.env, projectRoot()));
} catch (error) {
  say(error instanceof Error ? `${error.message}${error.cause instanceof Error ? `\n  ${error.cause.message}` : ''}` : String(error));
  process.exit(1);
}

// Owns: the practice clouds' command line: options in, endpoints out as one line of JSON, serving until stopped.
// Leaves to others: the clouds (clouds.ts).
import { parseArgs } from 'node:util';
import { startClouds } from './clouds.ts';
import type { CloudsOptions } from './clouds.ts';

const usage =
  'Usage: npm run clouds -- [--google 1000] [--microsoft 1000] [--overlap 0.6] [--seed S] [--port P] [--auto-consent]';

function readOptions(): CloudsOptions {
  const { values } = parseArgs({
    options: {
      google: { type: 'string', default: '1000' },
      microsoft: { type: 'string', default: '1000' },
      overlap: { type: 'string', default: '0.6' },
      seed: { type: 'string', default: '1' },
      port: { type: 'string', default: '0' },
      'auto-consent': { type: 'boolean', default: false },
    },
  });
  const overlap = Number(values.overlap);
  if (values.overlap.trim() === '' || !(overlap >= 0 && overlap <= 1)) {
    throw new Error(`--overlap takes a number from 0 to 1, not "${values.overlap}".`);
  }
  return {
    google: wholeNumber('--google', values.google, 1_000_000),
    microsoft: wholeNumber('--microsoft', values.microsoft, 1_000_000),
    overlap,
    seed: wholeNumber('--seed', values.seed, 0xffffffff),
    port: wholeNumber('--port', values.port, 65_534),
    autoConsent: values['auto-consent'],
  };
}

function wholeNumber(option: string, text: string, most: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= most) return number;
  throw new Error(`${option} takes a whole number from 0 to ${most}, not "${text}".`);
}

function optionsOrExit(): CloudsOptions {
  try {
    return readOptions();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}\n`);
    process.exit(2);
  }
}

const options = optionsOrExit();
try {
  const clouds = await startClouds(options);
  const stop = (): void => {
    void clouds.close().then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  process.stdout.write(`${JSON.stringify(clouds.endpoints)}\n`);
} catch (error) {
  process.stderr.write(`The practice clouds could not start: ${(error as Error).message}\n`);
  process.exit(1);
}

// Owns: `npm run demo`: with a display, Kith over practice clouds to play with; without one, the whole story, told and
// checked step by step. Leaves to others: the story (story.ts), the clouds.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasDisplay } from '../../../build/host/chromium.ts';
import { PROJECT } from '../../../build/paths.ts';
import { startClouds } from '../../clouds/clouds.ts';
import { practiceEnvironment, Stage } from './stage.ts';
import { STORY } from './story.ts';

const CONTACTS = 1000;

async function tell(): Promise<number> {
  const output = join(PROJECT, 'demo-output');
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  console.log(
    `Kith's main job, told on practice clouds with ${CONTACTS} + ${CONTACTS} contacts. Each step is checked.\n`,
  );
  const began = performance.now();
  const stage = await Stage.open({ google: CONTACTS, microsoft: CONTACTS, screenshots: output });
  try {
    for (const [index, step] of STORY.entries()) {
      const started = performance.now();
      console.log(
        `${String(index + 1).padStart(2)}. ${step.title.charAt(0).toUpperCase()}${step.title.slice(1)}`,
      );
      const figures = await step.play(stage);
      console.log(`    ✓ ${figures} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    }
    console.log(
      `\nAll ${STORY.length} steps hold (${((performance.now() - began) / 1000).toFixed(0)} s). Screenshots are in demo-output/.`,
    );
    return 0;
  } catch (error) {
    console.error(`    ✗ ${error instanceof Error ? error.message : String(error)}`);
    await stage.screenshot('failed').catch(() => undefined);
    return 1;
  } finally {
    await stage.close();
  }
}

/** Kith in a window of its own, with both practice accounts ready to link. */
async function show(): Promise<number> {
  const clouds = await startClouds({ google: CONTACTS, microsoft: CONTACTS });
  const folder = mkdtempSync(join(tmpdir(), 'kith-demo-'));
  const endpoints = join(folder, 'endpoints.json');
  writeFileSync(endpoints, JSON.stringify(clouds.endpoints));
  console.log(
    'Practice clouds are running. Kith opens with both accounts ready to link; close its window to end.',
  );
  const child = spawn(
    process.execPath,
    [join(PROJECT, 'build/launch.ts'), '--profile', join(folder, 'profile'), '--no-keychain'],
    {
      env: { ...process.env, ...practiceEnvironment(endpoints) },
      stdio: 'inherit',
    },
  );
  const code = await new Promise<number>((resolve) => child.once('exit', (exit) => resolve(exit ?? 1)));
  await clouds.close();
  rmSync(folder, { recursive: true, force: true });
  return code;
}

process.exitCode = hasDisplay() && !process.argv.includes('--headless') ? await show() : await tell();

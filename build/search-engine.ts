// Owns: compiling the search engine (main/search-engine) into the code that main starts: `npm run build:search-engine`.
// Leaves to others: starting it (main/store/search-engine.ts).
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main as compile } from 'assemblyscript/asc';
import { MOST_PAGES } from '../main/core/search-layout.ts';
import { PROJECT } from './paths.ts';

const SOURCE = 'main/search-engine/index.ts';
const RESULT = join(PROJECT, 'main/store/search-engine-code.ts');

const OPTIONS = [
  ['--baseDir', PROJECT, '--outFile', 'engine.wasm', '--runtime', 'stub', '--noAssert', '-O3'],
  ['--enable', 'simd', '--enable', 'threads', '--importMemory', '--sharedMemory'],
  ['--initialMemory', '1', '--maximumMemory', String(MOST_PAGES)],
].flat();

/** The file that holds the compiled engine. Errors: the compiler's, with every place that it complains of. */
export async function compiledEngine(): Promise<string> {
  let wasm: Uint8Array | null = null;
  const { error, stderr } = await compile([SOURCE, ...OPTIONS], {
    writeFile: (_name, contents) => void (wasm = contents as Uint8Array),
  });
  if (error !== null || wasm === null) throw new Error(`${SOURCE} does not compile.\n${stderr.toString()}`);
  return [
    '// Generated from main/search-engine by `npm run build:search-engine`; a test sees when it is not what that gives.',
    '/** The search engine as WebAssembly, in base64. */',
    `export const SEARCH_ENGINE =\n  '${Buffer.from(wasm).toString('base64')}';`,
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(RESULT, await compiledEngine());

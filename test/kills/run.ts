// Owns: `npm run test:kills -- --runs 300 [--seed S] [--encrypt] [--power ext4|xfs]`: kills a process that edits, or cuts the
// power of its disk, and prints what was lost.
// Leaves to others: how (kills.ts). The short version in `npm test` is test/contract/store-kill.test.ts.
import { parseArgs } from 'node:util';
import { countKills } from './kills.ts';
import type { KillCounts } from './kills.ts';
import { FILE_SYSTEMS } from './power-disk.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '300' },
    seed: { type: 'string', default: '20261121' },
    encrypt: { type: 'boolean', default: false },
    power: { type: 'string' },
  },
});
const runs = Number(values.runs);
const tell = (so: KillCounts): void => {
  if (so.runs % 25 === 0) console.log(JSON.stringify(so));
};
const power = FILE_SYSTEMS.find((name) => name === values.power);
if (values.power !== undefined && power === undefined)
  throw new Error(`--power is one of ${FILE_SYSTEMS.join(', ')}.`);
const counts = await countKills(runs, Number(values.seed), { tell, encrypt: values.encrypt, power });
console.log(
  `${counts.runs} ${power === undefined ? 'kills' : 'power cuts'}, ${counts.acknowledged} edits acknowledged, ${counts.lost} lost${counts.caught === 0 ? '' : ` (and ${counts.caught} said while the power went)`}, ${counts.unopenable} starts that failed; ${counts.snapshots} snapshots and ${counts.backups} backups on the way, ${counts.encrypted} times encrypted, ${counts.between} times half way`,
);
process.exitCode = counts.runs === runs && counts.lost + counts.unopenable === 0 ? 0 : 1;

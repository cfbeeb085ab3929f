// Owns: running one part of the bench in this process and handing its figures to the one that started it.
// Leaves to others: which parts there are (bench.ts).
import type { Measure } from './bench.ts';

const [part = '', contacts = ''] = process.argv.slice(2);
const { measure } = (await import(`./${part}.ts`)) as { readonly measure: Measure };
const figures = await measure({ contacts: Number(contacts) });
process.send?.(figures, () => process.disconnect());

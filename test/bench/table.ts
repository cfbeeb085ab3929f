// Owns: what a measured figure is, and how figures are printed: as a table and as JSON.
// Leaves to others: measuring (search.ts, store.ts …), what ran where (machine.ts).
import { styleText } from 'node:util';
import type { Machine } from './machine.ts';

/** What a figure is measured against, in the same run and in the figure's unit; null: it could not be measured here. */
export interface Reference {
  readonly what: string;
  readonly value: number | null;
}

/**
 * A limit on the figure itself, or on its ratio to the reference (figure divided by reference).
 * `atMost` and `atLeast` are inclusive.
 */
export interface Target {
  readonly of: 'figure' | 'ratio';
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** One measured row. A row without a target is told for comparison only. */
export interface Figure {
  readonly what: string;
  readonly unit: string;
  /** null: it could not be measured here, and `note` says why. */
  readonly value: number | null;
  readonly reference?: Reference;
  readonly target?: Target;
  readonly note?: string;
}

/** The figures of one part of the bench. */
export interface PartFigures {
  readonly part: string;
  readonly contacts: number;
  readonly figures: readonly Figure[];
}

export interface Report {
  readonly machine: Machine;
  readonly parts: readonly PartFigures[];
}

/** Figure divided by reference; null where either is missing. */
export function ratioOf({ value, reference }: Figure): number | null {
  if (value === null || reference === undefined || reference.value === null || reference.value === 0)
    return null;
  return value / reference.value;
}

/** Whether a figure misses its target; null: there is none, or nothing to compare. */
export function fallsShort(figure: Figure): boolean | null {
  if (figure.target === undefined) return null;
  const measured = figure.target.of === 'figure' ? figure.value : ratioOf(figure);
  if (measured === null) return null;
  const { atMost = Infinity, atLeast = -Infinity } = figure.target;
  return measured > atMost || measured < atLeast;
}

/** The report as JSON, with ratio and mark beside each figure. */
export function reportJson({ machine, parts }: Report): unknown {
  return {
    machine,
    parts: parts.map((part) => ({
      ...part,
      figures: part.figures.map((figure) => ({
        ...figure,
        ratio: ratioOf(figure),
        fallsShort: fallsShort(figure),
      })),
    })),
  };
}

const HEAD = ['', 'what', 'figure', 'target', 'reference in the same run', 'ratio', 'note'] as const;

/** The report as text for a terminal. */
export function reportTable({ machine, parts }: Report): string {
  const lines = [`${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.system}`];
  lines.push(
    Object.entries(machine.versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  );
  for (const { part, contacts, figures } of parts) {
    lines.push('', `${part}, ${contacts.toLocaleString('en')} contacts`, '');
    const rows = [HEAD, ...figures.map(cells)];
    const widths = HEAD.map((_head, column) =>
      Math.max(...rows.map((row) => (column === HEAD.length - 1 ? 0 : row[column]!.length))),
    );
    for (const row of rows)
      lines.push(
        row
          .map((cell, column) =>
            column === 0 ? coloured(cell.padEnd(widths[0]!)) : cell.padEnd(widths[column]!),
          )
          .join('  ')
          .trimEnd(),
      );
  }
  const short = parts.flatMap(({ figures }) => figures.filter((figure) => fallsShort(figure) === true));
  lines.push(
    '',
    short.length === 0 ? 'Every target is reached.' : `${short.length} figures fall SHORT of their target.`,
  );
  return lines.join('\n');
}

function coloured(mark: string): string {
  if (mark.startsWith('SHORT')) return styleText('red', mark);
  return mark.startsWith('ok') ? styleText('green', mark) : mark;
}

function cells(figure: Figure): readonly string[] {
  const { what, unit, value, reference, target, note = '' } = figure;
  const isShort = fallsShort(figure);
  const ratio = ratioOf(figure);
  const ratioText = ratio === null ? '' : ratio < 0.01 ? ratio.toExponential(1) : `${plain(ratio)}×`;
  return [
    isShort === null ? '' : isShort ? 'SHORT' : 'ok',
    what,
    value === null ? '–' : `${plain(value)} ${unit}`,
    target === undefined ? '' : targetText(target, unit),
    reference === undefined
      ? ''
      : `${reference.what}: ${reference.value === null ? 'not installed' : `${plain(reference.value)} ${unit}`}`,
    ratioText,
    note,
  ];
}

function targetText({ of, atMost, atLeast }: Target, unit: string): string {
  const of1 = of === 'ratio' ? '×' : ` ${unit}`;
  return [
    atMost === undefined ? '' : `≤ ${plain(atMost)}${of1}`,
    atLeast === undefined ? '' : `≥ ${plain(atLeast)}${of1}`,
  ]
    .filter((text) => text !== '')
    .join(', ');
}

/** Three significant digits, and all of a whole number's. */
function plain(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}

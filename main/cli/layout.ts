// Owns: columns, counts and safe characters of what the command line prints for people. Leaves to others: what it says.

/**
 * Text that cannot command a terminal: contacts come from anywhere, and a name may carry escape sequences or turn the
 * reading direction of what follows. Line breaks and tabs stay.
 */
export function printable(text: string): string {
  return text.replaceAll(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    '\ufffd',
  );
}

/** One line of a value that may hold line breaks. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s*[\r\n\u2028\u2029]+\s*/g, ' ⏎ ').replaceAll('\t', ' ');
}

/** "1 contact", "3 contacts". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Rows as columns two spaces apart, without blanks at line ends. An empty first cell indents its row. */
export function columns(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(oneLine));
  const widths = (cells[0] ?? []).map((_cell, at) => Math.max(...cells.map((row) => widthOf(row[at] ?? ''))));
  return cells
    .map((row) =>
      row
        .map((cell, at) => cell + ' '.repeat(widths[at]! - widthOf(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const WIDE =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u;

/** How many cells of a terminal a text takes. */
function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

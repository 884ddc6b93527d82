import { stripVTControlCharacters, styleText } from 'node:util';

type Row = readonly string[];

const widthOf = (cell: string | undefined): number => stripVTControlCharacters(cell ?? '').length;

/**
 * Columns as wide as their widest cell, two blanks between them; cells may be coloured. From `numbersFrom` on columns
 * are right-aligned.
 */
export function tableLines(rows: readonly Row[], { numbersFrom = Number.POSITIVE_INFINITY } = {}): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => widthOf(row[column]))),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const gap = ' '.repeat((widths[column] ?? 0) - widthOf(cell));
        return column < numbersFrom ? cell + gap : gap + cell;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** A colour where the terminal has it and NO_COLOR is unset. */
export const coloured = (
  colour: 'green' | 'red' | 'yellow',
  text: string,
  stream: NodeJS.WriteStream = process.stdout,
): string => styleText(colour, text, { stream });

import { renameSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';

/** Writes a file so that a reader sees the old text or the new, never a part. */
export function writeWhole(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}

/** A hundred lines with stack traces. */
const TAIL_BYTES = 262_144;

/** The last lines of a text file, reading at most its last 256 KiB; empty when there is no such file. */
export async function tailOf(path: string, lines: number): Promise<string[]> {
  const file = await open(path).catch(() => null);
  if (!file) return [];
  try {
    const { size } = await file.stat();
    const length = Math.min(size, TAIL_BYTES);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    const read = buffer
      .toString('utf8')
      .trimEnd()
      .split(/\r?\n|\r/);
    // Where the reading began within the file, the first line is half a line.
    return (length < size ? read.slice(1) : read).slice(-lines);
  } finally {
    await file.close();
  }
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../harness/documented-commands.ts';

const INTERFACE = /^export interface (?<name>\w+)[^{\n]*\{\n(?<body>[\s\S]*?)^\}/gm;
const METHOD = /^ {2}(\w+)\??(?:<[^(]*>)?\(/gm;

export interface PortInSource {
  readonly name: string;
  readonly methods: readonly string[];
}

export const sourceText = (path: string): string => readFileSync(join(repository, path), 'utf8');

/** The exported interfaces of a file, formatted as lint asks for, that have methods: what can be called. */
export const portsIn = (text: string): PortInSource[] =>
  [...text.matchAll(INTERFACE)].flatMap(({ groups }) => {
    const methods = [...(groups?.body ?? '').matchAll(METHOD)].map(([, method]) => method as string);
    return methods.length > 0 ? [{ name: groups?.name as string, methods }] : [];
  });

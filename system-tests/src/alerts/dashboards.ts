import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../harness/documented-commands.ts';

export type Board = 'sagas' | 'services' | 'infrastructure';

export interface Panel {
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig: { readonly defaults: { readonly unit?: string } };
  readonly targets: readonly { readonly expr: string; readonly legendFormat?: string }[];
}

export const boardFile = (board: Board): string =>
  join(repository, 'infra/grafana/dashboards', `${board}.json`);

export const panelsOf = (board: Board): Panel[] =>
  (JSON.parse(readFileSync(boardFile(board), 'utf8')) as { panels: Panel[] }).panels;

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import {
  figuresOf,
  type Report,
  type ReportRow,
  type RowDetails,
  type RunOfRow,
  violationsOf,
} from './report.ts';
import { barText, changeText, formatted, machineOfRow, machinesText, spreadText, valuesOf } from './table.ts';

const uplot = dirname(createRequire(import.meta.url).resolve('uplot/dist/uPlot.iife.min.js'));
const asset = (name: string): string => readFileSync(join(import.meta.dirname, 'page', name), 'utf8');

const replacements: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (found) => replacements[found]!);

/** Text for a script element: nothing in it can end the element. */
const scriptJson = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

const chip = ({ met }: ReportRow): string => {
  if (met === null) return '';
  return met ? '<span class="chip met">met</span>' : '<span class="chip missed">missed</span>';
};

function figureRow(row: ReportRow, before: number | null | undefined, compares: boolean): string {
  const cells = [
    `<td>${escaped(row.name)}</td>`,
    `<td class="number">${formatted(row.value)}</td>`,
    `<td>${escaped(row.unit)}</td>`,
    `<td>${escaped(barText(row.bar))}</td>`,
    `<td>${chip(row)}</td>`,
    `<td class="quiet">${spreadText(row)}</td>`,
    ...(compares ? [`<td class="number">${escaped(changeText(row.value, before))}</td>`] : []),
  ];
  return `<tr>${cells.join('')}</tr>`;
}

function figures(rows: readonly ReportRow[], before: Report | undefined): string {
  const earlier = valuesOf(before);
  const heads = ['figure', 'median', 'unit', 'bar', '', 'all runs', ...(before ? ['since before'] : [])];
  return `<div class="wide"><table>
<thead><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr></thead>
<tbody>${rows.map((row) => figureRow(row, earlier.get(row.name), before !== undefined)).join('\n')}</tbody>
</table></div>`;
}

function runLine({ tookSeconds, before, after, othersCores }: Omit<RunOfRow, 'plots'>): string {
  const loops = [before, after].map(({ wallMs, cpuMs }) => `${wallMs.toFixed(0)} (${cpuMs.toFixed(0)})`);
  const others = othersCores === undefined ? '-' : othersCores.toFixed(2);
  return `<tr><td class="number">${tookSeconds.toFixed(0)} s</td><td class="number">${others}</td><td class="number">${loops.join(', then ')}</td></tr>`;
}

function section(
  { name, title, method, runs, plots, commit, at, machine }: RowDetails,
  rows: readonly ReportRow[],
  before?: Report,
): string {
  return `<section id="${escaped(name)}">
<h2>${escaped(title)}</h2>
<p class="quiet">${escaped(method)}</p>
${figures(rows, before)}
<div class="plots" data-row="${escaped(name)}">${plots.map((_, index) => `<figure data-plot="${index}"></figure>`).join('')}</div>
<details><summary>${runs.length} ${runs.length === 1 ? 'run' : 'runs'} at ${escaped(commit)}, ${escaped(at)}, on ${escaped(machineOfRow(machine))}: the machine's noise</summary>
<div class="wide"><table><thead><tr><th>took</th><th>cores used by others</th><th>calibration, ms by the clock (and of CPU), before and after</th></tr></thead>
<tbody>${runs.map(runLine).join('')}</tbody></table></div></details>
</section>`;
}

function broken(report: Report): string {
  const violations = violationsOf(report);
  if (violations.length === 0) return '<p>No promise was broken in any run.</p>';
  return `<div class="broken"><h2>Broken promises</h2><ul>${violations.map((one) => `<li>${escaped(one)}</li>`).join('')}</ul></div>`;
}

/** One page that needs nothing else: styles, the plotting library and the data are in it. */
export function reportPage(report: Report, before?: Report): string {
  const { details, at, commit, quick } = report;
  const plots = Object.fromEntries(details.map((row) => [row.name, row.plots]));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>WanderLuxe Engine: benchmark</title>
<style>${readFileSync(join(uplot, 'uPlot.min.css'), 'utf8')}</style><style>${asset('page.css')}</style></head>
<body><header><div><h1>WanderLuxe Engine: benchmark</h1><button type="button" id="theme">light or dark</button></div>
<p>${escaped(at)}, ${escaped(commit)}${before ? `, compared with ${escaped(before.commit)} of ${escaped(before.at)}` : ''}</p>
<p class="quiet">${escaped(machinesText(report))}. Engine, servers, bank and driver of a row ran on one machine.</p>
${quick ? '<p class="chip missed">quick: short runs at low rates; the figures say nothing about speed</p>' : ''}</header>
<main>${broken(report)}
${figures(
  report.rows.filter(({ bar }) => bar !== null),
  before,
)}
<nav>${details.map(({ name, title }) => `<a href="#${escaped(name)}">${escaped(title)}</a>`).join('')}</nav>
${details.map((row) => section(row, figuresOf(report, row.name), before)).join('\n')}
</main>
<script type="application/json" id="plots">${scriptJson(plots)}</script>
<script>${readFileSync(join(uplot, 'uPlot.iife.min.js'), 'utf8')}</script>
<script>${asset('page.js')}</script>
</body></html>
`;
}

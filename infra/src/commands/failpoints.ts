import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { instancesHome } from '../paths.ts';
import { serviceNames } from '../servers/services.ts';
import { runSystemTool } from './system-runner.ts';

interface FailpointsOptions {
  readonly service?: string;
  readonly only?: string;
  readonly list?: boolean;
  readonly markdown?: string;
  readonly json?: boolean;
  readonly evidence: string;
}

function failpoints({ service, only, list, markdown, json, evidence }: FailpointsOptions): Promise<void> {
  return runSystemTool('failpoints/main.ts', [
    ...(service ? ['--service', service] : []),
    ...(only ? ['--only', only] : []),
    ...(list ? ['--list'] : []),
    ...(markdown ? ['--markdown', markdown] : []),
    ...(json ? ['--json'] : []),
    ...['--evidence', evidence],
  ]);
}

export function addFailpoints(program: Command): void {
  program
    .command('failpoints')
    .description(
      'kill every service before and after each of its effects, on servers of their own, and judge what is left',
    )
    .addOption(new Option('--service <name>', 'only this service').choices(serviceNames))
    .option('--only <texts>', 'only failpoints whose name contains one of them, with commas between them')
    .option('--list', 'print the names of the failpoints and do nothing')
    .option(
      '--evidence <folder>',
      'where the evidence of a violation is kept',
      join(instancesHome(process.env), 'failpoints-evidence'),
    )
    .option('--markdown <file>', 'write the report to this file, too, as a page of evidence')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      '\nExit status: 0 only when every point was reached and survived, 2 when one was not, 1 when it could not run.',
    )
    .action((options: FailpointsOptions) => failpoints(options));
}

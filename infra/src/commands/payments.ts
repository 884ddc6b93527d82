import { type Command, Option } from 'commander';
import { CommandError, exitStatus } from '../errors.ts';
import {
  type Finding,
  findPayment,
  type OpenPaymentStatus,
  openPaymentStatuses,
  type Payment,
  paymentsWith,
  resolvePayment,
} from '../operate/payments.ts';
import { settingsAsStarted } from '../settings/recorded.ts';
import type { Settings } from '../settings/settings.ts';
import { tableLines } from '../table.ts';
import { contextOf, print } from './context.ts';
import { wholeNumber } from './numbers.ts';

interface ListOptions {
  readonly status: OpenPaymentStatus;
  readonly limit: number;
  readonly json?: boolean;
}

interface ResolveOptions {
  readonly captured?: string;
  readonly declined?: boolean;
  readonly ask?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const settingsOf = (command: Command): Settings =>
  settingsAsStarted(process.env, contextOf(command).instance);

export function paymentLines(payments: readonly Payment[]): string[] {
  const rows = payments.map((payment) => [
    ...[payment.bookingId, payment.status, `to ${payment.intent}`, `${payment.amount} ${payment.currency}`],
    ...[`${payment.attempts}/${payment.refundAttempts}`, payment.unknownSince ?? payment.updatedAt],
    payment.detail ?? '',
  ]);
  const header = ['booking', 'status', 'wanted', 'amount', 'charges/refunds', 'since', 'detail'];
  return rows.length === 0 ? [] : tableLines([header, ...rows]);
}

async function list({ status, limit, json }: ListOptions, command: Command): Promise<void> {
  const payments = await paymentsWith(settingsOf(command), status, limit);
  if (json) print(JSON.stringify({ payments }, null, 2));
  else for (const line of paymentLines(payments)) print(line);
  const { length } = payments;
  contextOf(command).talk(`${length} payments are ${status}${length === limit ? ', and perhaps more' : ''}`);
}

function findingOf({ captured, declined, ask }: ResolveOptions): Finding {
  const findings: Finding[] = [
    ...(captured === undefined ? [] : [{ result: 'captured' as const, transactionId: captured }]),
    ...(declined ? [{ result: 'declined' as const }] : []),
    ...(ask ? [{ result: 'ask' as const }] : []),
  ];
  const [finding] = findings;
  if (finding && findings.length === 1) return finding;
  throw new CommandError('what did the bank say?', {
    remedy: 'give one of --captured TRANSACTION, --declined, or --ask to let the engine go on asking',
  });
}

async function resolve(bookingId: string, options: ResolveOptions, command: Command): Promise<void> {
  const { dryRun = false, json } = options;
  const finding = findingOf(options);
  const settings = settingsOf(command);
  const payment = await (dryRun
    ? existing(settings, bookingId)
    : resolvePayment(settings, bookingId, finding));
  if (json) print(JSON.stringify({ dryRun, finding, payment }, null, 2));
  else for (const line of paymentLines([payment])) print(line);
  contextOf(command).talk(dryRun ? `would be told ${JSON.stringify(finding)}, nothing was done` : 'told');
}

async function existing(settings: Settings, bookingId: string): Promise<Payment> {
  const payment = await findPayment(settings, bookingId);
  if (payment) return payment;
  throw new CommandError(`no payment of a booking ${bookingId} is known`, {
    remedy: 'see which wait: ./wanderluxe payments list',
    exit: exitStatus.failed,
  });
}

export function addPayments(program: Command): void {
  const payments = program
    .command('payments')
    .description('money whose fate is open, and what the bank said of it');
  payments
    .command('list')
    .description('payments that wait for an operator, or another status that asks for work')
    .addOption(
      new Option('--status <status>', 'which').choices(openPaymentStatuses).default('NEEDS_OPERATOR'),
    )
    .option('--limit <n>', 'at most so many', wholeNumber(1, 1_000), 100)
    .option('--json', 'JSON on stdout')
    .action((options: ListOptions, command: Command) => list(options, command));
  payments
    .command('resolve <booking>')
    .description('tell what the bank said of a charge; told again it changes nothing')
    .option('--captured <transaction>', 'the bank has the money, under this id')
    .option('--declined', 'the bank has no money and will take none')
    .option('--ask', 'nobody knows: go on asking, and call an operator later')
    .option('--dry-run', 'only show the payment')
    .option('--json', 'JSON on stdout')
    .action((booking: string, options: ResolveOptions, command: Command) =>
      resolve(booking, options, command),
    );
}

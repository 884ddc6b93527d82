/** Starts the bank simulator. Settings: BANK_PORT, HOST, BANK_LEDGER_FILE. */
import { BankServer, type BankServerOptions } from './server.ts';

/** sysexits: the configuration is wrong. */
const EXIT_CONFIG = 78;

function settings(env: NodeJS.ProcessEnv): BankServerOptions {
  const { BANK_PORT = '17070', HOST = '127.0.0.1', BANK_LEDGER_FILE = '' } = env;
  const port = Number(BANK_PORT);
  const faults: string[] = [];
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    faults.push(`BANK_PORT=${JSON.stringify(BANK_PORT)}: must be a port from 0 (any free one) to 65535`);
  if (HOST === '') faults.push('HOST is empty: give the address to listen on, such as 127.0.0.1');
  if (BANK_LEDGER_FILE === '') faults.push("BANK_LEDGER_FILE is not set: give the path of the bank's ledger");
  if (faults.length > 0) {
    console.error(`bank simulator: cannot start:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    process.exit(EXIT_CONFIG);
  }
  return { port, host: HOST, ledgerFile: BANK_LEDGER_FILE };
}

const options = settings(process.env);
const bank = await BankServer.start(options).catch((error: unknown) => {
  console.error(
    `bank simulator: cannot listen on ${options.host}:${options.port} or read its ledger:`,
    error,
  );
  process.exit(1);
});
console.log(JSON.stringify({ listening: `http://${options.host}:${bank.port}`, ledger: options.ledgerFile }));

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, async () => {
    await bank.stop();
    process.exit(0);
  });
}

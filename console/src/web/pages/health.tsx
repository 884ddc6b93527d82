import type { Health, HealthLine, LagLine, ServiceLine } from '../../views/health.ts';
import { cores, count, duration, mebibytes, plural } from '../format.ts';
import { Loading, PageHead, Status, Time, Trouble } from '../parts/basics.tsx';
import { useAnswer } from '../use-answer.ts';

const REFRESH_MS = 5_000;

const order = { fault: 0, warning: 1, ok: 2 };

const Check = ({ check }: { check: HealthLine }) => (
  <tr>
    <th scope="row">{check.what}</th>
    <td>
      <Status of={check.verdict} />
    </td>
    <td>
      {check.detail}
      {check.remedy && <span class="remedy">{check.remedy}</span>}
    </td>
  </tr>
);

const Lag = ({ line, most }: { line: LagLine; most: number }) => (
  <tr>
    <td>{line.group}</td>
    <td class="id">{line.topic}</td>
    <td class="number">{count(line.lag)}</td>
    <td class="number muted wide-only">{count(line.records)}</td>
    <td class="lag-bar" aria-hidden="true">
      <span style={{ inlineSize: `${(100 * line.lag) / most}%` }} />
    </td>
  </tr>
);

function Lags({ lags }: { lags: readonly LagLine[] }) {
  const shown = lags.filter(({ lag, isRetry }) => lag > 0 || !isRetry);
  const most = Math.max(1, ...shown.map(({ lag }) => lag));
  return (
    <table class="lags">
      <thead>
        <tr>
          <th scope="col">Group</th>
          <th scope="col">Topic</th>
          <th scope="col" class="number">
            Waiting
          </th>
          <th scope="col" class="number wide-only">
            Held
          </th>
          <th scope="col">
            <span class="unseen">Picture</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {shown.map((line) => (
          <Lag key={`${line.group} ${line.topic}`} line={line} most={most} />
        ))}
      </tbody>
    </table>
  );
}

const Service = ({ line }: { line: ServiceLine }) => (
  <tr>
    <th scope="row">
      {line.name}
      {line.notes.map((note) => (
        <span key={note} class="remedy note">
          {note}
        </span>
      ))}
    </th>
    {line.answers ? (
      <>
        <td class="number">{line.upForMs === null ? '–' : duration(line.upForMs)}</td>
        <td class="number">{line.cpuCores === null ? '–' : cores(line.cpuCores)}</td>
        <td class="number">{line.memoryBytes === null ? '–' : mebibytes(line.memoryBytes)}</td>
      </>
    ) : (
      <td class="number bad" colSpan={3}>
        does not answer
      </td>
    )}
  </tr>
);

const Services = ({ services }: { services: readonly ServiceLine[] }) => (
  <section aria-labelledby="services">
    <h2 id="services">Services</h2>
    <table class="services">
      <thead>
        <tr>
          <th scope="col">Service</th>
          <th scope="col" class="number">
            Up for
          </th>
          <th scope="col" class="number">
            CPU, cores
          </th>
          <th scope="col" class="number">
            Memory
          </th>
        </tr>
      </thead>
      <tbody>
        {services.map((line) => (
          <Service key={line.name} line={line} />
        ))}
      </tbody>
    </table>
  </section>
);

function verdictOf(checks: readonly HealthLine[]): string {
  const number = (verdict: HealthLine['verdict']) => checks.filter((one) => one.verdict === verdict).length;
  if (number('fault') > 0) return `${plural(number('fault'), 'thing is', 'things are')} at fault.`;
  if (number('warning') > 0) return `Nothing is broken; ${plural(number('warning'), 'warning', 'warnings')}.`;
  return 'Everything is well.';
}

function HealthView({ health }: { health: Health }) {
  const checks = health.checks.toSorted((a, b) => order[a.verdict] - order[b.verdict]);
  const waiting = health.lags?.reduce((sum, { lag }) => sum + lag, 0) ?? 0;
  return (
    <div class="two">
      <section aria-labelledby="checks">
        <h2 id="checks">{verdictOf(checks)}</h2>
        <table class="checks">
          <caption class="unseen">Every server, service and setting</caption>
          <tbody>
            {checks.map((check) => (
              <Check key={check.what} check={check} />
            ))}
          </tbody>
        </table>
      </section>
      <div class="stack">
        <Services services={health.services} />
        <section aria-labelledby="lag">
          <h2 id="lag">{plural(waiting, 'record waits', 'records wait')} to be handled</h2>
          {health.lags ? <Lags lags={health.lags} /> : <p class="trouble">{health.lagTrouble}</p>}
        </section>
      </div>
    </div>
  );
}

export function HealthPage() {
  const { value: health, refusal, again } = useAnswer<Health>('/health', REFRESH_MS);
  return (
    <>
      <PageHead title="Health">
        {health ? (
          <>
            As of <Time iso={health.at} />.
          </>
        ) : (
          'Every server, service and setting.'
        )}
      </PageHead>
      {refusal && <Trouble refusal={refusal} again={again} />}
      {!health && !refusal && <Loading what="the state of everything" />}
      {health && <HealthView health={health} />}
    </>
  );
}

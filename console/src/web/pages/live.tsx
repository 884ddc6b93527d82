import type { Headline, LiveSecond, Reason, RecentOutcome } from '../../views/live.ts';
import { count, duration, plural, rate } from '../format.ts';
import {
  BookingLink,
  Empty,
  Loading,
  Money,
  PageHead,
  PropertyLink,
  Status,
  Time,
} from '../parts/basics.tsx';
import { Plot } from '../parts/plot.tsx';
import { type Connection, useLive } from '../use-live.ts';

const SHOWN_OUTCOMES = 14;

const Figure = ({ name, value, unit }: { name: string; value: string; unit?: string | undefined }) => (
  <div class="headline-figure">
    <dt>{name}</dt>
    <dd>
      {value}
      {unit && <span class="unit"> {unit}</span>}
    </dd>
  </div>
);

const timeOr = (ms: number | null): string => (ms === null ? '–' : duration(ms));

const Figures = ({ headline }: { headline: Headline }) => (
  <dl class="headline">
    <Figure name="Arriving" value={rate(headline.arrivedPerSecond)} unit="/s" />
    <Figure name="Confirmed" value={rate(headline.confirmedPerSecond)} unit="/s" />
    <Figure name="Failed" value={rate(headline.failedPerSecond)} unit="/s" />
    <Figure name="Cancelled" value={rate(headline.cancelledPerSecond)} unit="/s" />
    <Figure name="Median to outcome" value={timeOr(headline.p50Ms)} />
    <Figure name="99th percentile" value={timeOr(headline.p99Ms)} />
    <Figure name="Without outcome" value={count(headline.open)} />
  </dl>
);

function Plots({ seconds, headline }: { seconds: readonly LiveSecond[]; headline: Headline }) {
  const times = seconds.map(({ atMs }) => atMs);
  const perSecond = `Bookings per second over the last ${duration(seconds.length * 1_000)}: now ${rate(headline.arrivedPerSecond)} arrive, ${rate(headline.confirmedPerSecond)} are confirmed, ${rate(headline.failedPerSecond)} fail.`;
  const toOutcome = `Time to outcome: median ${timeOr(headline.p50Ms)}, 99th percentile ${timeOr(headline.p99Ms)}, over the last minute.`;
  return (
    <div class="two">
      <section aria-labelledby="per-second">
        <h2 id="per-second">Bookings per second</h2>
        <Plot
          summary={perSecond}
          times={times}
          show={(value) => count(Math.round(value * 10) / 10)}
          series={[
            { label: 'Arrived', colour: 'series-1', values: seconds.map(({ arrived }) => arrived) },
            { label: 'Confirmed', colour: 'series-2', values: seconds.map(({ confirmed }) => confirmed) },
            { label: 'Failed', colour: 'series-3', values: seconds.map(({ failed }) => failed) },
          ]}
        />
      </section>
      <section aria-labelledby="to-outcome">
        <h2 id="to-outcome">Time to outcome</h2>
        <Plot
          summary={toOutcome}
          times={times}
          show={duration}
          series={[
            { label: 'Median', colour: 'series-1', values: seconds.map(({ p50Ms }) => p50Ms) },
            { label: '99th percentile', colour: 'series-4', values: seconds.map(({ p99Ms }) => p99Ms) },
          ]}
        />
      </section>
    </div>
  );
}

const OutcomeRow = ({ outcome }: { outcome: RecentOutcome }) => (
  <tr>
    <td>
      <Time iso={new Date(outcome.atMs).toISOString()} />
    </td>
    <td>
      <BookingLink id={outcome.bookingId} />
    </td>
    <td class="wide-only">
      <PropertyLink id={outcome.propertyId} />
    </td>
    <td>
      <Status of={outcome.kind} />
    </td>
    <td class="number">
      <Money amount={outcome.amount} currency={outcome.currency} />
    </td>
    <td class="number">{outcome.tookMs === null ? '–' : duration(outcome.tookMs)}</td>
  </tr>
);

const Outcomes = ({ recent }: { recent: readonly RecentOutcome[] }) => (
  <section aria-labelledby="outcomes" class="wide">
    <h2 id="outcomes">Latest outcomes</h2>
    {recent.length === 0 ? (
      <Empty title="No outcome yet">
        <p>They appear here as the ledger says them.</p>
      </Empty>
    ) : (
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Booking</th>
              <th scope="col" class="wide-only">
                Property
              </th>
              <th scope="col">Outcome</th>
              <th scope="col" class="number">
                Amount
              </th>
              <th scope="col" class="number">
                Took
              </th>
            </tr>
          </thead>
          <tbody>
            {recent.slice(0, SHOWN_OUTCOMES).map((outcome) => (
              <OutcomeRow key={`${outcome.bookingId}-${outcome.kind}`} outcome={outcome} />
            ))}
          </tbody>
        </table>
      </div>
    )}
  </section>
);

function Reasons({ reasons }: { reasons: readonly Reason[] }) {
  const most = Math.max(1, ...reasons.map((one) => one.count));
  return (
    <section aria-labelledby="reasons">
      <h2 id="reasons">Why bookings failed</h2>
      {reasons.length === 0 ? (
        <Empty title="None failed in this window" />
      ) : (
        <ul class="bars">
          {reasons.slice(0, 8).map(({ reason, count: number }) => (
            <li key={reason}>
              <span class="id">{reason}</span>
              <span class="figure">{count(number)}</span>
              <span class="bar" style={{ inlineSize: `${(100 * number) / most}%` }} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const connections: Readonly<Record<Connection, string>> = {
  connecting: 'The console does not answer; this page tries again by itself.',
  open: '',
  refused: 'The token of the console has changed. Open the address that ./wanderluxe status prints.',
};

export function LivePage() {
  const { live, connection } = useLive();
  const trouble = connections[connection] || (live?.trouble ?? '');
  return (
    <>
      <PageHead title="Live">
        {live?.listeningSince ? (
          <>
            The last 15 minutes, second by second. {plural(live.headline.arrivedInAll, 'booking', 'bookings')}{' '}
            and {plural(live.headline.endedInAll, 'outcome', 'outcomes')} since{' '}
            <Time iso={live.listeningSince} />.
          </>
        ) : (
          'The last 15 minutes, second by second.'
        )}
      </PageHead>
      {trouble && live && (
        <p class="trouble" role="alert">
          {trouble}
        </p>
      )}
      {live ? (
        <>
          <Figures headline={live.headline} />
          <Plots seconds={live.seconds} headline={live.headline} />
          <div class="two uneven">
            <Outcomes recent={live.recent} />
            <Reasons reasons={live.reasons} />
          </div>
        </>
      ) : connection === 'refused' ? (
        <Empty title="Not let in">
          <p>{connections.refused}</p>
        </Empty>
      ) : (
        <Loading what="the live figures" />
      )}
    </>
  );
}

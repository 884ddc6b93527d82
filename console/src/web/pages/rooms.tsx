import { useState } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import type { Calendar, Night } from '../../views/calendar.ts';
import { count } from '../format.ts';
import { Empty, Loading, PageHead, Trouble } from '../parts/basics.tsx';
import { useAnswer } from '../use-answer.ts';

const REFRESH_MS = 5_000;
const SHOWN_PROPERTIES = 200;

interface Property {
  readonly id: string;
  readonly capacity: number;
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const monthName = (month: string): string =>
  new Date(`${month}-15T00:00:00Z`).toLocaleDateString(undefined, { month: 'long', year: 'numeric' });

function shifted(month: string, by: number): string {
  const day = new Date(`${month}-15T00:00:00Z`);
  day.setUTCMonth(day.getUTCMonth() + by);
  return day.toISOString().slice(0, 7);
}

function levelOf({ fill, free }: Night): string {
  if (free === 0) return 'full';
  if (fill >= 0.9) return 'almost';
  return fill >= 0.5 ? 'half' : fill > 0 ? 'some' : 'empty';
}

const NightCell = ({ night }: { night: Night | null }) =>
  night === null ? (
    <td class="other" />
  ) : (
    <td class={`night ${levelOf(night)}`}>
      <span class="day">{Number(night.date.slice(8))}</span>
      <span class="free">{count(night.free)}</span>
      <span class="unseen"> free</span>
      <span class="meter" aria-hidden="true">
        <span style={{ inlineSize: `${100 * night.fill}%` }} />
      </span>
    </td>
  );

function Month({ calendar, go }: { calendar: Calendar; go: (month: string) => void }) {
  const { month, weeks, capacity, sold, all } = calendar;
  return (
    <section aria-labelledby="month">
      <div class="month-head">
        <h2 id="month" aria-live="polite">
          {monthName(month)}
        </h2>
        <span class="muted">
          {count(capacity)} rooms, {all === 0 ? 0 : Math.round((100 * sold) / all)} % sold
        </span>
        <span class="buttons">
          <button type="button" class="secondary" onClick={() => go(shifted(month, -1))}>
            Earlier<span class="unseen"> month</span>
          </button>
          <button type="button" class="secondary" onClick={() => go(shifted(month, 1))}>
            Later<span class="unseen"> month</span>
          </button>
          <label>
            <span class="unseen">Month</span>
            <input
              type="month"
              value={month}
              onChange={({ currentTarget }) => currentTarget.value && go(currentTarget.value)}
            />
          </label>
        </span>
      </div>
      <table class="calendar">
        <caption class="unseen">Free rooms of each night</caption>
        <thead>
          <tr>
            {weekdays.map((day) => (
              <th key={day} scope="col">
                <abbr title={day}>{day.slice(0, 3)}</abbr>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week, index) => (
            <tr key={week.find((night) => night)?.date ?? index}>
              {week.map((night, day) => (
                <NightCell key={weekdays[day]} night={night} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="muted">The number is the rooms that are free; the bar is what is sold or held.</p>
    </section>
  );
}

function PropertyMonth({ id }: { id: string }) {
  const { query } = useLocation();
  const [chosen, setChosen] = useState<string | undefined>(query.month);
  const path = `/properties/${encodeURIComponent(id)}/calendar${chosen ? `?month=${chosen}` : ''}`;
  const { value: calendar, refusal, again } = useAnswer<Calendar>(path, REFRESH_MS);
  return (
    <>
      {refusal && <Trouble refusal={refusal} again={again} />}
      {!calendar && !refusal && <Loading what="the nights" />}
      {calendar && <Month calendar={calendar} go={setChosen} />}
    </>
  );
}

function PropertyList({ here }: { here: string | undefined }) {
  const { value, refusal, again } = useAnswer<{ properties: Property[] }>('/properties');
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const fitting = value?.properties.filter(({ id }) => id.toLowerCase().includes(wanted)) ?? [];
  return (
    <section aria-labelledby="properties" class="property-list">
      <h2 id="properties">Properties</h2>
      {refusal && <Trouble refusal={refusal} again={again} />}
      {!value && !refusal && <Loading what="the properties" />}
      {value?.properties.length === 0 && (
        <Empty title="No property yet">
          <p>
            Make one: <code>./wanderluxe properties set my-hotel 20</code>
          </p>
        </Empty>
      )}
      {value && value.properties.length > 0 && (
        <>
          <input
            type="search"
            aria-label="Filter properties"
            placeholder="Filter"
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
          <ul>
            {fitting.slice(0, SHOWN_PROPERTIES).map(({ id, capacity }) => (
              <li key={id}>
                <a href={`/rooms/${encodeURIComponent(id)}`} aria-current={id === here ? 'true' : undefined}>
                  <span class="id">{id}</span>
                  <span class="figure muted">{count(capacity)}</span>
                </a>
              </li>
            ))}
          </ul>
          {fitting.length === 0 && <p class="nothing">None fits</p>}
        </>
      )}
    </section>
  );
}

export function RoomsPage() {
  const { params } = useRoute();
  const id = params.id === undefined ? undefined : decodeURIComponent(params.id);
  return (
    <>
      <PageHead title={id ?? 'Rooms'}>Free rooms, night by night, as inventory counts them.</PageHead>
      <div class="with-list">
        <PropertyList here={id} />
        {id ? <PropertyMonth key={id} id={id} /> : <Empty title="Choose a property" />}
      </div>
    </>
  );
}

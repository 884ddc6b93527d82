import { useRoute } from 'preact-iso';
import type { Fact, Story, StoryLine } from '../../views/story.ts';
import { duration, plural } from '../format.ts';
import { Loading, Money, PageHead, PropertyLink, Status, Time, Trouble } from '../parts/basics.tsx';
import { useAnswer } from '../use-answer.ts';
import { Actions } from './booking-actions.tsx';

const LONG_MS = 1_000;
const ISO_TIME = /^\d{4}-\d\d-\d\dT.*Z$/;

const Line = ({ line }: { line: StoryLine }) => (
  <li class={`line ${line.kind}`}>
    <span class="line-time">
      {line.kind === 'gap' ? 'missing' : <Time iso={line.at} as="exact" />}
      {line.afterMs !== null && (
        <span class={line.afterMs >= LONG_MS ? 'after long' : 'after'}>+{duration(line.afterMs)}</span>
      )}
    </span>
    <span class="line-body">
      <span class="line-title">{line.title}</span>
      <span class="muted">
        {line.kind === 'gap' ? `from ${line.who}, due since ` : line.who}
        {line.kind === 'gap' && <Time iso={line.at} />}
      </span>
      {line.detail && <span class="line-detail">{line.detail}</span>}
      {line.notes.map((note) => (
        <span key={note} class="note">
          {note}
        </span>
      ))}
      {line.position && <span class="position">{line.position}</span>}
    </span>
  </li>
);

const Facts = ({ facts }: { facts: readonly Fact[] }) => (
  <dl class="facts">
    {facts.map(({ name, value }) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{ISO_TIME.test(value) ? <Time iso={value} as="full" /> : value}</dd>
      </div>
    ))}
  </dl>
);

const Side = ({ story, again }: { story: Story; again: () => void }) => (
  <div class="side">
    <Actions story={story} done={again} />
    <section aria-labelledby="money">
      <h2 id="money">Money</h2>
      {story.bank ? (
        <>
          <p>
            {plural(story.bank.charges, 'charge', 'charges')} and{' '}
            {plural(story.bank.refunds, 'refund', 'refunds')} sent to the bank.
          </p>
          <Facts facts={story.bank.facts} />
        </>
      ) : (
        <p class="muted">The payment service has not heard of it.</p>
      )}
    </section>
    <section aria-labelledby="rooms">
      <h2 id="rooms">Rooms</h2>
      {story.rooms.length > 0 ? <Facts facts={story.rooms} /> : <p class="muted">Inventory holds none.</p>}
      {story.checkIn && (
        <p>
          <a href={`/rooms/${encodeURIComponent(story.propertyId)}?month=${story.checkIn.slice(0, 7)}`}>
            The property in that month
          </a>
        </p>
      )}
    </section>
    <section aria-labelledby="traces">
      <h2 id="traces">{story.traceIds.length === 1 ? 'Trace' : 'Traces'}</h2>
      {story.traceIds.map((id) => (
        <p key={id} class="id">
          {id}
        </p>
      ))}
    </section>
  </div>
);

function StoryView({ story, again }: { story: Story; again: () => void }) {
  const gaps = story.lines.filter(({ kind }) => kind === 'gap').length;
  return (
    <>
      <p class="summary">
        <Status of={story.status ?? 'not in the ledger'} />
        <PropertyLink id={story.propertyId} />
        {story.amount && story.currency && <Money amount={story.amount} currency={story.currency} />}
        <span class={gaps > 0 ? 'note' : 'muted'}>
          {gaps > 0 ? `${plural(gaps, 'step is', 'steps are')} missing` : 'nothing is missing'}
        </span>
      </p>
      <div class="two uneven">
        <section aria-labelledby="timeline">
          <h2 id="timeline">Timeline</h2>
          {story.lines.length === 0 ? (
            <p class="muted">Kafka has no event of it (any more).</p>
          ) : (
            <ol class="timeline">
              {story.lines.map((line) => (
                <Line key={`${line.kind} ${line.position ?? line.title}`} line={line} />
              ))}
            </ol>
          )}
        </section>
        <Side story={story} again={again} />
      </div>
    </>
  );
}

function Booking({ id }: { id: string }) {
  const { value: story, refusal, again } = useAnswer<Story>(`/bookings/${encodeURIComponent(id)}`);
  return (
    <>
      <PageHead title={id}>
        One booking over all services.{' '}
        <button type="button" class="link" onClick={again}>
          Look again
        </button>
      </PageHead>
      {refusal && <Trouble refusal={refusal} again={again} />}
      {!story && !refusal && <Loading what="the timeline; reading Kafka takes a few seconds" />}
      {story && <StoryView story={story} again={again} />}
    </>
  );
}

export function BookingPage() {
  const id = decodeURIComponent(useRoute().params.id ?? '');
  return <Booking key={id} id={id} />;
}

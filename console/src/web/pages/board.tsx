import { useState } from 'preact/hooks';
import { type Board, type Card, type Lane, lanes } from '../../views/board.ts';
import { count, duration, plural } from '../format.ts';
import {
  BookingLink,
  Empty,
  Loading,
  Money,
  PageHead,
  PropertyLink,
  Status,
  Time,
  Trouble,
} from '../parts/basics.tsx';
import { useAnswer } from '../use-answer.ts';

const REFRESH_MS = 3_000;
const SHOWN_IN_LANE = 50;

const titles: Readonly<Record<Lane, { readonly title: string; readonly about: string }>> = {
  operator: { title: 'Needs an operator', about: 'The bank does not tell; a person finds out and says.' },
  unknown: { title: 'Unknown at the bank', about: 'Asked until it is known. The rooms stay held.' },
  compensating: { title: 'Compensating', about: 'Money goes back, or rooms are asked back.' },
  stuck: { title: 'Stuck', about: 'No outcome although it is time.' },
};

const fits = ({ bookingId, propertyId, state, waitsFor }: Card, text: string): boolean =>
  [bookingId, propertyId, state, waitsFor].some((one) => one.toLowerCase().includes(text));

const CardView = ({ card, nowMs }: { card: Card; nowMs: number }) => (
  <li class="card">
    <p class="card-head">
      <BookingLink id={card.bookingId} />
      <Status of={card.state} />
    </p>
    <p class="muted">waits for {card.waitsFor}</p>
    <p class="card-foot">
      <PropertyLink id={card.propertyId} />
      <Money amount={card.amount} currency={card.currency} />
      <span class="muted">
        {duration(Math.max(0, nowMs - Date.parse(card.since)))}, since <Time iso={card.since} />
      </span>
    </p>
  </li>
);

function LaneView({ lane, cards, isCutOff }: { lane: Lane; cards: readonly Card[]; isCutOff: boolean }) {
  const { title, about } = titles[lane];
  const nowMs = Date.now();
  return (
    <section class="lane" aria-labelledby={`lane-${lane}`}>
      <h2 id={`lane-${lane}`}>
        {title} <span class="figure muted">{count(cards.length)}</span>
      </h2>
      <p class="muted">{about}</p>
      {cards.length === 0 ? (
        <p class="nothing">None</p>
      ) : (
        <ul class="cards">
          {cards.slice(0, SHOWN_IN_LANE).map((card) => (
            <CardView key={card.bookingId} card={card} nowMs={nowMs} />
          ))}
        </ul>
      )}
      {(isCutOff || cards.length > SHOWN_IN_LANE) && (
        <p class="muted">
          Only the oldest {Math.min(SHOWN_IN_LANE, cards.length)} are shown; there are more. Filter, or use
          ./wanderluxe payments list and holds list.
        </p>
      )}
    </section>
  );
}

export function BoardPage() {
  const { value: board, refusal, again } = useAnswer<Board>('/board', REFRESH_MS);
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const cards = board?.cards.filter((card) => fits(card, wanted)) ?? [];
  return (
    <>
      <PageHead title="Sagas">
        Bookings that wait for a person, for the bank, or for longer than they should. The others simply run.
      </PageHead>
      {refusal && <Trouble refusal={refusal} again={again} />}
      {!board && !refusal && <Loading what="the board" />}
      {board && (
        <>
          <p class="filter">
            <label for="board-filter">Filter</label>
            <input
              id="board-filter"
              type="search"
              value={text}
              placeholder="Booking, property, state"
              onInput={({ currentTarget }) => setText(currentTarget.value)}
              onKeyDown={({ key }) => key === 'Escape' && setText('')}
            />
            <span role="status" class="muted">
              {wanted === ''
                ? plural(cards.length, 'booking', 'bookings')
                : `${cards.length} of ${board.cards.length}`}
            </span>
          </p>
          {board.cards.length === 0 ? (
            <Empty title="Nothing waits">
              <p>
                Every booking of the last minutes has its outcome or is under way; one counts as stuck after{' '}
                {duration(board.stuckAfterMs)}.
              </p>
            </Empty>
          ) : (
            <div class="board">
              {lanes.map((lane) => (
                <LaneView
                  key={lane}
                  lane={lane}
                  cards={cards.filter((card) => card.lane === lane)}
                  isCutOff={board.cutOff.includes(lane)}
                />
              ))}
            </div>
          )}
        </>
      )}
    </>
  );
}

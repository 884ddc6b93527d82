import { useState } from 'preact/hooks';
import type { LetterAction, LetterDetails, LetterLine } from '../../views/letters.ts';
import { post } from '../api.ts';
import { plural } from '../format.ts';
import { Ask, ReasonField } from '../parts/ask.tsx';
import { BookingLink, Empty, Loading, PageHead, Time, Trouble } from '../parts/basics.tsx';
import { useAnswer } from '../use-answer.ts';

const REFRESH_MS = 10_000;

const titles: Readonly<Record<LetterAction, string>> = { replay: 'Replay', discard: 'Discard' };
const abouts: Readonly<Record<LetterAction, string>> = {
  replay:
    'The group that gave them up gets them again, byte for byte, in their order. No other group hears it.',
  discard: 'They are given up for good; what waits behind them goes on.',
};

function Content({ id }: { id: string }) {
  const { value: letter, refusal } = useAnswer<LetterDetails>(`/letter?id=${encodeURIComponent(id)}`);
  if (refusal) return <Trouble refusal={refusal} />;
  if (!letter) return <Loading what="the letter" />;
  return (
    <div class="letter-content">
      <h3>Event</h3>
      <pre>{JSON.stringify(letter.event, null, 2)}</pre>
      <h3>Headers</h3>
      <dl class="facts">
        {Object.entries(letter.headers).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

interface LetterProps {
  readonly letter: LetterLine;
  readonly isChosen: boolean;
  readonly choose: (isChosen: boolean) => void;
}

function Letter({ letter, isChosen, choose }: LetterProps) {
  const [isOpen, setOpen] = useState(false);
  const { id, topic, partition, offset, group, orderingId, errorClass, errorMessage, attempts, at } = letter;
  return (
    <li class="letter">
      <p class="letter-head">
        <label>
          <input
            type="checkbox"
            checked={isChosen}
            onChange={({ currentTarget }) => choose(currentTarget.checked)}
          />
          <span class="unseen">Choose {id}</span>
        </label>
        <span class="letter-error">
          <strong>{errorClass}</strong> {errorMessage}
        </span>
        <Time iso={at} as="full" />
      </p>
      <p class="letter-foot muted">
        <span>
          {group} gave it up after {plural(attempts, 'try', 'tries')}
        </span>
        <span class="position">
          {topic}/{partition}/{offset}
        </span>
        {orderingId ? <BookingLink id={orderingId} /> : <span>cannot be read</span>}
        <button type="button" class="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Hide' : 'Show'} content
        </button>
      </p>
      {isOpen && <Content id={id} />}
    </li>
  );
}

const toggled = (chosen: ReadonlySet<string>, id: string, isIn: boolean): ReadonlySet<string> => {
  const next = new Set(chosen);
  if (isIn) next.add(id);
  else next.delete(id);
  return next;
};

function Letters({ letters, again }: { letters: readonly LetterLine[]; again: () => void }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<LetterAction>();
  const [told, setTold] = useState('');
  const ids = letters.map(({ id }) => id).filter((id) => chosen.has(id));
  const act = async (action: LetterAction, form: FormData) => {
    await post('/letters/decision', { action, ids, reason: String(form.get('reason')) });
    setTold(`${titles[action]}: ${plural(ids.length, 'letter', 'letters')} decided.`);
    setChosen(new Set());
    again();
  };
  return (
    <>
      <p class="toolbar">
        <label>
          <input
            type="checkbox"
            checked={ids.length === letters.length && letters.length > 0}
            disabled={letters.length === 0}
            onChange={({ currentTarget }) =>
              setChosen(new Set(currentTarget.checked ? letters.map(({ id }) => id) : []))
            }
          />{' '}
          All
        </label>
        <button type="button" disabled={ids.length === 0} onClick={() => setAsked('replay')}>
          Replay
        </button>
        <button
          type="button"
          class="secondary"
          disabled={ids.length === 0}
          onClick={() => setAsked('discard')}
        >
          Discard
        </button>
        <span class="muted" role="status">
          {ids.length > 0 ? `${ids.length} of ${letters.length} chosen` : told}
        </span>
      </p>
      {letters.length === 0 ? (
        <Empty title="No dead letter waits for a decision">
          <p>What a service can neither read nor handle is listed here.</p>
        </Empty>
      ) : (
        <ul class="letters">
          {letters.map((letter) => (
            <Letter
              key={letter.id}
              letter={letter}
              isChosen={chosen.has(letter.id)}
              choose={(isIn) => setChosen(toggled(chosen, letter.id, isIn))}
            />
          ))}
        </ul>
      )}
      {asked && (
        <Ask
          title={`${titles[asked]} ${plural(ids.length, 'dead letter', 'dead letters')}`}
          confirm={titles[asked]}
          close={() => setAsked(undefined)}
          act={(form) => act(asked, form)}
        >
          <p>{abouts[asked]}</p>
          <ReasonField />
        </Ask>
      )}
    </>
  );
}

export function LettersPage() {
  const { value, refusal, again } = useAnswer<{ letters: LetterLine[] }>('/letters', REFRESH_MS);
  return (
    <>
      <PageHead title="Dead letters">
        What a service could not read or handle, oldest first. Nobody has decided about these yet.
      </PageHead>
      {refusal && <Trouble refusal={refusal} again={again} />}
      {!value && !refusal && <Loading what="the dead letters; reading Kafka takes a few seconds" />}
      {value && <Letters letters={value.letters} again={again} />}
    </>
  );
}

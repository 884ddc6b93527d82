import { useState } from 'preact/hooks';
import type { Story } from '../../views/story.ts';
import { post } from '../api.ts';
import { Ask, ReasonField } from '../parts/ask.tsx';

type Open = 'resolve-payment' | 'release-hold' | undefined;

function findingOf(form: FormData): object {
  const result = String(form.get('result'));
  return result === 'captured'
    ? { result, transactionId: String(form.get('transactionId')).trim() }
    : { result };
}

const choices = [
  { value: 'captured', text: 'It has the money' },
  { value: 'declined', text: 'It has no money and will take none' },
  { value: 'ask', text: 'Nobody knows: go on asking' },
];

function ResolveFields() {
  const [result, setResult] = useState('ask');
  return (
    <>
      <fieldset>
        <legend>What does the bank say of the charge?</legend>
        {choices.map(({ value, text }) => (
          <label key={value}>
            <input
              type="radio"
              name="result"
              value={value}
              checked={result === value}
              onChange={() => setResult(value)}
            />{' '}
            {text}
          </label>
        ))}
      </fieldset>
      {result === 'captured' && (
        <p class="field">
          <label for="transactionId">Transaction id of the bank</label>
          <input id="transactionId" name="transactionId" required maxLength={255} autocomplete="off" />
        </p>
      )}
    </>
  );
}

/** What a person can do about a booking that waits for one. */
export function Actions({ story, done }: { story: Story; done: () => void }) {
  const [open, setOpen] = useState<Open>();
  const id = encodeURIComponent(story.bookingId);
  const close = () => setOpen(undefined);
  if (story.actions.length === 0) return null;
  return (
    <section aria-labelledby="actions">
      <h2 id="actions">What you can do</h2>
      <p class="buttons">
        {story.actions.includes('resolve-payment') && (
          <button type="button" onClick={() => setOpen('resolve-payment')}>
            Tell what the bank says
          </button>
        )}
        {story.actions.includes('release-hold') && (
          <button type="button" class="secondary" onClick={() => setOpen('release-hold')}>
            Ask the rooms back
          </button>
        )}
      </p>
      {open === 'resolve-payment' && (
        <Ask
          title="Tell what the bank says"
          confirm="Tell the payment service"
          close={close}
          act={async (form) => {
            await post(`/payments/${id}/resolution`, findingOf(form));
            done();
          }}
        >
          <ResolveFields />
        </Ask>
      )}
      {open === 'release-hold' && (
        <Ask
          title="Ask the rooms back"
          confirm="Ask payment"
          close={close}
          act={async (form) => {
            await post(`/holds/${id}/release`, { reason: String(form.get('reason')) });
            done();
          }}
        >
          <p>
            Payment is asked now whether the rooms can be given back. They are free when it says that there is
            no money.
          </p>
          <ReasonField />
        </Ask>
      )}
    </section>
  );
}

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Refusal } from '../api.ts';
import { Trouble } from './basics.tsx';

interface AskProps {
  readonly title: string;
  readonly children: ComponentChildren;
  readonly confirm: string;
  /** Does it; a Refusal is shown and may be tried again. */
  readonly act: (form: FormData) => Promise<void>;
  readonly close: () => void;
}

/** A dialog before something is changed. Escape closes it, and the focus goes back to where it was. */
export function Ask({ title, children, confirm, act, close }: AskProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [refusal, setRefusal] = useState<Refusal>();
  const [isBusy, setBusy] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await act(new FormData(event.currentTarget as HTMLFormElement));
      dialog.current?.close();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      setRefusal(error);
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} aria-labelledby="ask-title" onClose={close}>
      <form onSubmit={submit}>
        <h2 id="ask-title">{title}</h2>
        {refusal && <Trouble refusal={refusal} />}
        {children}
        <p class="buttons">
          <button type="button" class="secondary" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" disabled={isBusy}>
            {isBusy ? 'Working …' : confirm}
          </button>
        </p>
      </form>
    </dialog>
  );
}

export const ReasonField = () => (
  <p class="field">
    <label for="reason">Why</label>
    <input id="reason" name="reason" required maxLength={500} autocomplete="off" />
    <small class="muted">Kept with your name as the system knows it.</small>
  </p>
);

/**
 * The answer to a question that is dear, kept for a while: many pages that ask at the same time cost one question.
 * A question that failed is not kept.
 */
export function remembered<T>(ask: () => Promise<T>, forMs: number, nowMs: () => number = Date.now) {
  let asked: { readonly answer: Promise<T>; readonly atMs: number } | undefined;
  let running = false;
  return {
    get(): Promise<T> {
      if (asked && (running || nowMs() - asked.atMs < forMs)) return asked.answer;
      running = true;
      const answer = ask().finally(() => {
        running = false;
      });
      const own = { answer, atMs: nowMs() };
      asked = own;
      answer.catch(() => {
        if (asked === own) asked = undefined;
      });
      return answer;
    },
    /** The next question is asked anew: something was changed. */
    forget(): void {
      asked = undefined;
    },
  };
}

export type Remembered<T> = ReturnType<typeof remembered<T>>;

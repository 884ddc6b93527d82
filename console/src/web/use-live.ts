import { useEffect, useState } from 'preact/hooks';
import { KEPT_SECONDS, type LiveSecond, type LiveTelling } from '../views/live.ts';

export interface Live extends LiveTelling {
  readonly seconds: readonly LiveSecond[];
}

export type Connection = 'connecting' | 'open' | 'refused';

/** The live figures, one message a second. After a break the first message has the whole window again. */
export function useLive(): { live: Live | undefined; connection: Connection } {
  const [live, setLive] = useState<Live>();
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(() => {
    const source = new EventSource('/api/live');
    let isFirst = true;
    source.onopen = () => {
      isFirst = true;
      setConnection('open');
    };
    source.onerror = () => setConnection(source.readyState === EventSource.CLOSED ? 'refused' : 'connecting');
    source.onmessage = ({ data }) => {
      const telling = JSON.parse(data) as LiveTelling;
      const isWhole = isFirst;
      isFirst = false;
      setLive((before) => {
        const known = isWhole || !before ? [] : before.seconds;
        return { ...telling, seconds: [...known, ...telling.seconds].slice(-KEPT_SECONDS) };
      });
    };
    return () => source.close();
  }, []);
  return { live, connection };
}

import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { colourOf, onThemeChange } from '../theme.ts';

export interface Series {
  readonly label: string;
  /** Name of a colour of the style sheet. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
}

export interface PlotProps {
  /** What a listener of the page is told instead of the picture. */
  readonly summary: string;
  /** Epoch milliseconds. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
  readonly show: (value: number) => string;
}

const HEIGHT_PX = 200;
const AXIS_PX = 56;
/** Between two times at least. */
const TIME_PX = 80;
const FONT = '12px system-ui, sans-serif';

const dataOf = ({ times, series }: PlotProps): uPlot.AlignedData =>
  [times.map((ms) => ms / 1_000), ...series.map(({ values }) => values)] as unknown as uPlot.AlignedData;

function optionsOf({ series, show }: PlotProps, width: number): uPlot.Options {
  const line = { stroke: colourOf('line'), width: 1 };
  const axis = { stroke: colourOf('muted'), grid: line, ticks: { show: false }, font: FONT };
  return {
    width,
    height: HEIGHT_PX,
    // Half of the last time stands beyond the end of its axis.
    padding: [8, 32, 0, 0],
    cursor: { y: false, points: { size: 6 } },
    scales: { y: { range: (_plot, _min, max) => [0, Math.max(max, 1) * 1.1] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: TIME_PX,
        // Within a minute, minutes alone would say the same again and again.
        values: (_plot, ticks, _axis, _space, stepS) => ticks.map(stepS < 60 ? second : minute),
      },
      { ...axis, size: AXIS_PX, values: (_plot, ticks) => ticks.map(show) },
    ],
    legend: { live: true },
    series: [
      { label: 'At', value: (plot, s) => second(s ?? plot.data[0].at(-1)) },
      ...series.map(({ label, colour }) => ({
        label,
        stroke: colourOf(colour),
        width: 1.5,
        spanGaps: false,
        points: { show: false },
        // Without a pointer the legend tells the last value.
        value: (plot: uPlot, value: number | null, index: number, at: number | null) =>
          shown(at === null ? plot.data[index]?.at(-1) : value, show),
      })),
    ],
  };
}

const clock = (options: Intl.DateTimeFormatOptions) => {
  const format = new Intl.DateTimeFormat(undefined, { hour: '2-digit', hourCycle: 'h23', ...options });
  return (s: number | undefined): string => (s === undefined ? '' : format.format(s * 1_000));
};
const minute = clock({ minute: '2-digit' });
const second = clock({ minute: '2-digit', second: '2-digit' });

const shown = (value: number | null | undefined, show: PlotProps['show']): string =>
  value === null || value === undefined ? '–' : show(value);

/** Lines over time; drawn anew when the theme changes. */
export function Plot(props: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    const root = place.current!;
    const draw = () => {
      plot.current?.destroy();
      plot.current = new uPlot(optionsOf(latest.current, root.clientWidth), dataOf(latest.current), root);
    };
    const resizing = new ResizeObserver(() =>
      plot.current?.setSize({ width: root.clientWidth, height: HEIGHT_PX }),
    );
    draw();
    resizing.observe(root);
    const stop = onThemeChange(draw);
    return () => {
      stop();
      resizing.disconnect();
      plot.current?.destroy();
    };
  }, []);
  useEffect(() => plot.current?.setData(dataOf(props)), [props.times, props.series]);
  return <div class="plot" ref={place} role="img" aria-label={props.summary} />;
}

/* In the browser: draws the plots, again whenever the colours or the width change. */
(() => {
  const LIGHT = [
    '#0b57a4',
    '#c2410c',
    '#0b7a4b',
    '#8a2be2',
    '#b8860b',
    '#c21875',
    '#4b5563',
    '#0891b2',
    '#7c2d12',
    '#4d7c0f',
  ];
  const DARK = [
    '#7db8f5',
    '#ff9d5c',
    '#5fd39a',
    '#c9a2ff',
    '#f2cf5b',
    '#ff8ac2',
    '#b6bfca',
    '#5fd4e6',
    '#e8a58a',
    '#b9dd6a',
  ];
  const HEIGHT = 240;
  const plots = JSON.parse(document.getElementById('plots').textContent);
  const root = document.documentElement;
  const systemDark = matchMedia('(prefers-color-scheme: dark)');
  let drawn = [];

  const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : systemDark.matches);
  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();

  function optionsFor(plot, width, palette) {
    const axis = {
      stroke: colour('--quiet'),
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { stroke: colour('--line') },
    };
    return {
      title: plot.title,
      width,
      height: HEIGHT,
      scales: {
        x: { time: false },
        y: { range: (_, min, max) => [Math.min(0, min ?? 0), max > 0 ? max * 1.05 : 1] },
      },
      axes: [
        { ...axis, label: plot.xLabel, labelSize: 20 },
        { ...axis, label: plot.yLabel, labelSize: 20, size: 60 },
      ],
      series: [
        { label: plot.xLabel },
        ...plot.series.map(({ label }, index) => ({
          label,
          stroke: palette[index % palette.length],
          width: 1.5,
          spanGaps: true,
          points: { show: plot.x.length < 40 },
          value: (_, value) => (value == null ? '-' : Number(value.toPrecision(4)).toString()),
        })),
      ],
    };
  }

  function draw() {
    for (const old of drawn) old.destroy();
    drawn = [];
    const palette = isDark() ? DARK : LIGHT;
    for (const holder of document.querySelectorAll('[data-row]')) {
      for (const figure of holder.querySelectorAll('figure')) {
        const plot = plots[holder.dataset.row][figure.dataset.plot];
        const data = [plot.x, ...plot.series.map(({ values }) => values)];
        drawn.push(new uPlot(optionsFor(plot, figure.clientWidth, palette), data, figure));
      }
    }
  }

  document.getElementById('theme').addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    draw();
  });
  systemDark.addEventListener('change', draw);
  let resizing;
  addEventListener('resize', () => {
    clearTimeout(resizing);
    resizing = setTimeout(draw, 150);
  });
  draw();
})();

import {
  CategoryScale,
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from 'chart.js'

Chart.register(CategoryScale, Filler, LinearScale, LineController, LineElement, PointElement, Tooltip)

export interface Series {
  label: string
  /** Name of a CSS variable of the theme, such as --accent. */
  color: string
  values: readonly number[]
}

export interface Drawing {
  labels: readonly string[]
  series: readonly Series[]
  format: (value: number) => string
}

function token(name: string) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

/** Draws lines in the colours of the theme as it is now. */
export function draw(canvas: HTMLCanvasElement, { labels, series, format }: Drawing): Chart {
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches
  const [grid, text] = [token('--line'), token('--text-muted')]
  return new Chart(canvas, {
    type: 'line',
    data: {
      labels: [...labels],
      datasets: series.map(({ label, color, values }) => ({
        label,
        data: [...values],
        borderColor: token(color),
        backgroundColor: token(color),
        borderWidth: 1.75,
        pointRadius: values.length > 1 ? 0 : 3,
        pointHitRadius: 12,
        tension: 0.25,
      })),
    },
    options: {
      ...(calm && { animation: false }),
      maintainAspectRatio: false,
      interaction: { mode: 'index', intersect: false },
      plugins: {
        tooltip: {
          backgroundColor: token('--overlay'),
          borderColor: token('--line-strong'),
          borderWidth: 1,
          titleColor: token('--text'),
          bodyColor: token('--text-soft'),
          padding: 10,
          boxPadding: 4,
          callbacks: { label: ({ dataset, parsed }) => ` ${dataset.label}: ${format(parsed.y ?? 0)}` },
        },
      },
      scales: {
        x: {
          grid: { display: false },
          border: { color: grid },
          ticks: { color: text, maxTicksLimit: 7, maxRotation: 0 },
        },
        y: {
          beginAtZero: true,
          grid: { color: grid },
          border: { display: false },
          ticks: { color: text, maxTicksLimit: 5, precision: 0, callback: (value) => format(Number(value)) },
        },
      },
    },
  })
}

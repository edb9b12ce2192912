import { BarChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

use([BarChart, GridComponent, LegendComponent, AriaComponent, CanvasRenderer]);

/** Bars lying one below the other, each in parts. */
export interface StackedBars {
  readonly parts: readonly { readonly name: string; readonly tone: Tone }[];
  /** The first row stands on top. */
  readonly rows: readonly { readonly name: string; readonly values: readonly number[] }[];
  /** Percent: the axis ends at 100. */
  readonly percent?: boolean;
}

/** What a part says: good, soon too late, too late, or none of these. */
export type Tone = 'good' | 'fair' | 'warn' | 'bad' | 'worst';

/** A chart on a page. */
export interface Chart {
  draw(bars: StackedBars): void;
  resize(): void;
  close(): void;
}

const LIGHT: Readonly<Record<Tone, string>> = { good: '#0a7a45', fair: '#7cc49a', warn: '#e0a000', bad: '#d0312d', worst: '#7d1512' };
const DARK: Readonly<Record<Tone, string>> = { good: '#3ecf83', fair: '#9fdcbb', warn: '#ffce54', bad: '#ff8a80', worst: '#d94f44' };

/** Opens a chart in an element; the colours follow the page's. */
export function openChart(place: HTMLElement): Chart {
  const chart = init(place, null, { renderer: 'canvas' });
  return {
    draw({ parts, rows, percent }) {
      const dark = matchMedia('(prefers-color-scheme: dark)').matches;
      const ink = dark ? 'rgba(255,255,255,.86)' : 'rgba(0,0,0,.86)';
      const [tones, line] = dark ? [DARK, 'rgba(255,255,255,.2)'] : [LIGHT, 'rgba(0,0,0,.15)'];
      // A canvas inherits no font.
      const font = { color: ink, fontSize: 14, fontFamily: getComputedStyle(place).fontFamily };
      chart.setOption({
        animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
        // Patterns beside the colours, for those who cannot tell the colours apart; the page says the figures itself.
        aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
        legend: { top: 0, textStyle: font },
        grid: { left: 8, right: 32, top: 36, bottom: 8, containLabel: true },
        xAxis: { type: 'value', ...(percent ? { max: 100 } : { minInterval: 1 }), axisLabel: { ...font, ...(percent ? { formatter: '{value}%' } : {}) }, splitLine: { lineStyle: { color: line } } },
        yAxis: { type: 'category', inverse: true, data: rows.map(({ name }) => name), axisLabel: { ...font, width: 180, overflow: 'truncate' }, axisLine: { lineStyle: { color: line } } },
        series: parts.map(({ name, tone }, index) => ({ type: 'bar', stack: 'all', name, barMaxWidth: 22, itemStyle: { color: tones[tone] }, data: rows.map(({ values }) => values[index] ?? 0) })),
      }, true);
    },
    resize: () => chart.resize(),
    close: () => chart.dispose(),
  };
}

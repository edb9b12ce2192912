import type { DistrictScores, Share, SlotScore } from './measure.js';
import type { ClassifierScores } from './public.js';
import type { PlayedScript } from './dialogues.js';

/** How wide a text is in a terminal: Chinese characters take two columns. */
const width = (text: string): number => [...text].reduce((sum, char) => sum + ((char.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1), 0);

/** A table as Markdown, its columns aligned. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) => Math.max(width(title), ...rows.map((row) => width(row[i] ?? ''))));
  const line = (cells: readonly string[]): string => `| ${head.map((_, i) => (cells[i] ?? '') + ' '.repeat((widths[i] ?? 0) - width(cells[i] ?? ''))).join(' | ')} |`;
  return [line(head), `|${widths.map((w) => '-'.repeat(w + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const interval = ({ low, high }: Share): string => `${percent(low)} – ${percent(high)}`;
const shareRow = (what: string, share: Share, target: string): string[] => [what, percent(share.share), interval(share), `${share.hits} / ${share.of}`, target];
const f1 = (score: SlotScore): string => score.f1.toFixed(3);

/** The classifier alone on public corpora; null where a corpus is not there. */
export function publicTable(rows: readonly { readonly name: string; readonly target: string; readonly scores: ClassifierScores | null }[]): string {
  return table(['public data', 'accuracy', '95 %', 'right / of', 'macro-F1', 'target', 'classes', 'trained'], rows.map(({ name, target, scores }) => scores === null
    ? [name, 'skipped: not there', '', '', '', target, '', '']
    : [name, percent(scores.accuracy.share), interval(scores.accuracy), `${scores.accuracy.hits} / ${scores.accuracy.of}`, scores.macroF1.toFixed(3), target, String(scores.classes), `${(scores.trainedMs / 1000).toFixed(1)} s`]));
}

/** The district's own intents in tables. */
export function districtTables(scores: DistrictScores): string[] {
  return [
    table(['district', 'share', '95 %', 'hits / of', 'target'], [
      shareRow('in scope: right and accepted', scores.accepted, '≥ 92 %'),
      shareRow('in scope: likeliest intent right', scores.top, ''),
      shareRow('out of scope, far: not accepted', scores.far, '≥ 92 %'),
      shareRow('out of scope, near: not accepted', scores.near, '≥ 85 %'),
      shareRow('out of scope: refused outright', scores.refusedOutright, ''),
      ...(scores.typo.of === 0 ? [] : [
        shareRow('with one homophone typo', scores.typo, ''),
        shareRow('the same without', scores.untyped, ''),
        ['cost of the typo', `${scores.typoCost.toFixed(1)} points`, '', '', '≤ 3 points'],
      ]),
    ]),
    table(['slots', 'F1 (value)', 'F1 (span)', 'right', 'missing', 'extra', 'target'], [
      ['all', f1(scores.slotValues), f1(scores.slotSpans), ...[scores.slotValues.right, scores.slotValues.missing, scores.slotValues.extra].map(String), '≥ 0.95'],
      ['where the intent was right', f1(scores.slotsOfRight), '', ...[scores.slotsOfRight.right, scores.slotsOfRight.missing, scores.slotsOfRight.extra].map(String), ''],
      ...scores.bySlot.map(({ name, values, spans }) => [name, f1(values), f1(spans), ...[values.right, values.missing, values.extra].map(String), '']),
    ]),
    table(['intent', 'right and accepted', '95 %', 'hits / of'], scores.byIntent.map(({ intent, accepted }) => shareRow(intent, accepted, '').slice(0, 4))),
    table(['expected', 'understood as', 'times'], scores.confusions.filter(({ count }) => count > 1).slice(0, 25).map(({ expected, said, count }) => [expected, said, String(count)])),
  ];
}

/** Scripted conversations, and what went otherwise. */
export function dialogueTables(played: readonly PlayedScript[], done: Share): string[] {
  const failures = played.flatMap(({ id, differences }) => differences.map(({ turn, user, what }) => [id, String(turn), user, what]));
  return [
    table(['dialogues', 'share', '95 %', 'hits / of', 'target'], [shareRow('scripted: all turns as expected', done, '≥ 90 %')]),
    ...(failures.length > 0 ? [table(['conversation', 'turn', 'said', 'otherwise than expected'], failures)] : []),
  ];
}

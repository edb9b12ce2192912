import { readFileSync } from 'node:fs';
import { Features, type FeatureOptions } from './language/classify/features.js';
import { trainSvm, type SparseRows } from './language/classify/svm.js';
import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';
import { normalise } from '../modules/kernel/text/index.js';
import { randomFrom, shuffle } from './language/classify/random.js';
type Row = [string, string];
const load = (f: string): Row[] => readFileSync(f, 'utf8').trim().split('\n').map((l) => { const [a, b] = l.split('\t'); return [a!, normalise(b!).replaceAll(' ', '')] as Row; });
const train = load('/work/shared/nlu/smp2017-train.tsv'); const dev = load('/work/shared/nlu/smp2017-dev.tsv');
const seg = Jieba.withDict(dict); const cache = new Map<string, {word:string,tag:string}[]>();
const cut = (t: string) => { let w = cache.get(t); if (!w) cache.set(t, (w = seg.tag(t,!!process.env.HMM))); return w; };
function run(tr: Row[], te: Row[], fo: FeatureOptions, C: number, pos: number): { pred: string[]; ms: number; w: number } {
  const t0 = performance.now();
  const f = new Features(cut, fo); f.fit(tr.map((r) => r[1]));
  const V = f.vocabulary.size; const starts = new Int32Array(tr.length + 1); const idx: number[] = []; const val: number[] = [];
  tr.forEach((r, i) => { f.transform(r[1]); for (let k = 0; k < f.count; k++) { idx.push(f.indices[k]!); val.push(f.values[k]!); } idx.push(V); val.push(1); starts[i + 1] = idx.length; });
  const rows: SparseRows = { starts, features: Int32Array.from(idx), values: Float32Array.from(val), width: V + 1 };
  const labels = [...new Set(tr.map((r) => r[0]))].sort(); const chosen = Int32Array.from(tr.keys());
  const NB = Number(process.env.NB ?? 0);
  const ws = labels.map((l) => {
    const nl = tr.filter((r) => r[0] === l).length; const G = Number(process.env.G ?? 0);
    if (NB === 0) return trainSvm(rows, chosen, (i) => tr[i]![0] === l, { cost: C, positiveCost: pos * Math.pow(tr.length / 31 / nl, G) }).weights;
    const P = new Float64Array(V + 1).fill(1), N = new Float64Array(V + 1).fill(1); let np = 1, nn = 1;
    for (let i = 0; i < tr.length; i++) { const is = tr[i]![0] === l; if (is) np++; else nn++; for (let k = starts[i]!; k < starts[i + 1]!; k++) (is ? P : N)[rows.features[k]!]! += 1; }
    const r = new Float64Array(V + 1); for (let v = 0; v < V; v++) r[v] = Math.pow(Math.abs(Math.log((P[v]! / np) / (N[v]! / nn))), NB); r[V] = 1;
    const values = rows.values.map((x, k) => x * r[rows.features[k]!]!);
    for (let i = 0; i < tr.length; i++) { let sq = 0; for (let k = starts[i]!; k < starts[i + 1]! - 1; k++) sq += values[k]! ** 2; void sq; }
    const w = trainSvm({ ...rows, values }, chosen, (i) => tr[i]![0] === l, { cost: C, positiveCost: pos }).weights;
    return w.map((x, v) => x * r[v]!);
  });
  if (process.env.SM) { // softmax, adagrad
    const Kc = labels.length; const W = new Float64Array((V + 1) * Kc); const H = new Float64Array((V + 1) * Kc).fill(1e-8);
    const rnd = randomFrom(3); const ord = Int32Array.from(tr.keys()); const y = tr.map((r) => labels.indexOf(r[0])); const p = new Float64Array(Kc);
    const lam = Number(process.env.LAM ?? 1e-5), lr = Number(process.env.LR ?? 0.5), ep = Number(process.env.EP ?? 25);
    for (let e = 0; e < ep; e++) { shuffle(ord, ord.length, rnd); for (const i of ord) {
      p.fill(0); for (let k = starts[i]!; k < starts[i + 1]!; k++) { const o = rows.features[k]! * Kc, v = rows.values[k]!; for (let c = 0; c < Kc; c++) p[c]! += W[o + c]! * v; }
      let mx = -Infinity; for (const x of p) if (x > mx) mx = x; let z = 0; for (let c = 0; c < Kc; c++) { p[c] = Math.exp(p[c]! - mx); z += p[c]!; } for (let c = 0; c < Kc; c++) p[c] = p[c]! / z - (c === y[i] ? 1 : 0);
      for (let k = starts[i]!; k < starts[i + 1]!; k++) { const o = rows.features[k]! * Kc, v = rows.values[k]!; for (let c = 0; c < Kc; c++) { const g = p[c]! * v + lam * W[o + c]!; H[o + c]! += g * g; W[o + c]! -= lr * g / Math.sqrt(H[o + c]!); } }
    } }
    const MIX = Number(process.env.MIX ?? 1);
    labels.forEach((_, c) => { const w = ws[c]!; let n1 = 0, n2 = 0; for (let v = 0; v <= V; v++) { n1 += w[v]! ** 2; n2 += W[v * Kc + c]! ** 2; } void n1; void n2; for (let v = 0; v <= V; v++) w[v] = (1 - MIX) * w[v]! + MIX * 0.3 * W[v * Kc + c]!; });
  }
  const ms = performance.now() - t0;
  const pred = te.map((r) => { f.transform(r[1]); let best = -Infinity; let b = ''; ws.forEach((w, c) => { let s = w[V]!; for (let k = 0; k < f.count; k++) s += w[f.indices[k]!]! * f.values[k]!; if (s > best) { best = s; b = labels[c]!; } }); return b; });
  return { pred, ms, w: V };
}
function score(te: Row[], pred: string[]): [number, number] {
  const labels = [...new Set([...te.map((r) => r[0]), ...pred])]; let f1 = 0; let acc = 0;
  te.forEach((r, i) => { if (r[0] === pred[i]) acc++; });
  for (const l of labels) { let tp = 0, fp = 0, fn = 0; te.forEach((r, i) => { if (pred[i] === l && r[0] === l) tp++; else if (pred[i] === l) fp++; else if (r[0] === l) fn++; }); f1 += tp === 0 ? 0 : (2 * tp) / (2 * tp + fp + fn); }
  return [acc / te.length, f1 / labels.length];
}
const order = Int32Array.from(train.keys()); shuffle(order, order.length, randomFrom(7));
const K = 10; const fold = new Int32Array(train.length); order.forEach((r, i) => { fold[r] = i % K; });
function cv(fo: FeatureOptions, C: number, pos: number) {
  const pred: string[] = new Array(train.length);
  for (let k = 0; k < K; k++) { const te = train.map((r, i) => [r, i] as const).filter(([, i]) => fold[i] === k); const r = run(train.filter((_, i) => fold[i] !== k), te.map(([r]) => r), fo, C, pos); te.forEach(([, i], j) => { pred[i] = r.pred[j]!; }); }
  return score(train, pred);
}
const pc = (x: number) => (100 * x).toFixed(2);


const base = { rad: 0, sh: 5, dig: 2, idf: 1, chars: 2, words: 1, pinyin: 2, ww: 0.7, wp: 0.5, wt: 0.7, wr: 0.2, tags: 2, len: 3, C: 0.3, pos: 16 };
for (const spec of process.argv.slice(2)) {
  const d = { ...base, ...(spec === '-' ? {} : Object.fromEntries(spec.split(',').map((x) => { const [k, v] = x.split('='); return [k, Number(v)]; }))) } as typeof base;
  (globalThis as any).X = d;
  const fo: any = { chars: d.chars, words: d.words, pinyin: d.pinyin, weights: [1, d.ww, d.wp, d.wt, d.wr], tags: d.tags, len: d.len };
  let A = 0, F = 0; for (const sd of [7, 8, 9]) { const o = Int32Array.from(train.keys()); shuffle(o, o.length, randomFrom(sd)); o.forEach((r, i) => { fold[r] = i % K; }); const a = cv(fo, d.C, d.pos); A += a[0] / 3; F += a[1] / 3; }
  let dv = ''; if (process.env.DEV) { const r = run(train, dev, fo, d.C, d.pos); const q = score(dev, r.pred); dv = `dev ${pc(q[0])} ${pc(q[1])} ${r.ms.toFixed(0)}ms`; }
  console.log(spec, pc(A), pc(F), dv);
}

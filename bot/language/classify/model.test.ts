import { describe, expect, it } from '@jest/globals';
import { scoresOf, wilson } from '../measures.js';
import { Segmenter } from '../segment.js';
import { fitSigmoid, probability } from './calibrate.js';
import { Classifier, trainClassifier, type Example } from './model.js';

const segmenter = new Segmenter();
const tag = (text: string): ReturnType<Segmenter['tag']> => segmenter.tag(text);
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  bus: ['公交车还有多久到', '下一班车几点来', '公交什么时候到站', '车到哪里了', '还要等多久车才来', '末班车几点'],
  school: ['孩子怎么报名上小学', '幼儿园报名要什么材料', '对口的小学是哪个', '小学几月份报名', '初中入学怎么办', '学区怎么查'],
  hospital: ['挂内科的号', '我想预约医生', '明天还有号吗', '取消挂号', '医院儿科怎么挂号', '预约体检'],
};
const examples: Example[] = Object.entries(TEXTS).flatMap(([label, texts]) => texts.map((text) => ({ label, text })));
const modelOf = (seed: number): Classifier => new Classifier(trainClassifier(examples, tag, seed).data, tag);

describe('the classifier', () => {
  it('tells classes apart on texts that it has not seen, homophone slips among them', () => {
    const model = modelOf(1);
    const say = (text: string): string | undefined => model.labels[model.classify(text)];
    expect(say('公交车什么时候来')).toBe('bus');
    expect(say('小学怎么报名')).toBe('school');
    expect(say('预约内科医生')).toBe('hospital');
    expect(say('怎么抱名上小学')).toBe('school');
    for (const score of model.scores) expect(score >= 0 && score <= 1).toBe(true);
  });

  it('is the same for the same seed, and holds each group out as one', () => {
    const [a, b] = [modelOf(5), modelOf(5)];
    a.classify('车几点来');
    b.classify('车几点来');
    expect([...a.scores]).toEqual([...b.scores]);
    const copies = examples.flatMap((example, group) => [{ ...example, group }, { ...example, group }]);
    expect(trainClassifier(copies, tag, 5).heldOut).toHaveLength(copies.length);
  });

  it('says the same where only what it learnt was handed over', () => {
    const model = modelOf(1);
    const twin = new Classifier(structuredClone(model.data), tag);
    for (const text of ['公交车什么时候来', '怎么抱名上小学', '预约内科医生', '今天星期几']) {
      expect(twin.labels[twin.classify(text)]).toBe(model.labels[model.classify(text)]);
      expect([...twin.scores]).toEqual([...model.scores]);
    }
    expect(twin.size).toBe(model.size);
  });

  it('needs an example', () => {
    expect(() => trainClassifier([], tag)).toThrow(RangeError);
  });
});

describe('calibration', () => {
  it('turns margins into rising probabilities', () => {
    const sigmoid = fitSigmoid(Float32Array.of(-2, -1, -0.5, 0.5, 1, 2), Uint8Array.of(0, 0, 1, 0, 1, 1));
    expect(probability(sigmoid, 2)).toBeGreaterThan(0.6);
    expect(probability(sigmoid, -2)).toBeLessThan(0.4);
  });
});

describe('measures', () => {
  it('counts accuracy and macro-F1', () => {
    const { accuracy, macroF1 } = scoresOf(['a', 'a', 'b', 'b'], ['a', 'b', 'b', 'b']);
    expect(accuracy).toBe(0.75);
    expect(macroF1).toBeCloseTo((2 / 3 + 4 / 5) / 2, 10);
  });

  it('gives the interval of Wilson', () => {
    const [low, high] = wilson(92, 100);
    expect(low).toBeCloseTo(0.8500, 3);
    expect(high).toBeCloseTo(0.9589, 3);
  });
});

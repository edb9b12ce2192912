import { describe, expect, it } from '@jest/globals';
import { drawPaper, drawQr, type PaperContent } from './index.js';
import { paperText, showsQr } from './testing.js';

const content: PaperContent = {
  title: '收件回执', subtitle: '编号 310199202611230001', at: Date.parse('2026-11-23T04:00:00Z'),
  sections: [{ heading: '申请', rows: [['事项', '社保卡补办'], ['申请人', '王建国'], ['说明', '很长的说明。'.repeat(60)]], paragraphs: ['请在五个工作日内留意短信。'] }],
  qr: { url: 'https://yunjian.example/verify/abc', words: ['扫码核验', '真伪'] }, issuer: ['云间区政务服务中心', '2026年11月23日'],
};

describe('a paper', () => {
  it('is a PDF with a picture and only the characters it needs, the same for the same content', async () => {
    const paper = await drawPaper(content);
    expect(paper.subarray(0, 5).toString()).toBe('%PDF-');
    expect(paper.subarray(-7).toString()).toContain('%%EOF');
    // The whole font has ten million bytes.
    expect(paper.length).toBeLessThan(150_000);
    const text = paper.toString('latin1');
    expect(text).toMatch(/\/Subtype \/Image/);
    expect(text).not.toMatch(/\/JavaScript|\/Launch/);
    expect(await drawPaper(content)).toEqual(paper);
    expect((await drawPaper({ ...content, subtitle: '编号 310199202611230002' })).equals(paper)).toBe(false);
  });

  it('holds its words as words, which readers can copy, and its QR code leads where it says', async () => {
    const paper = await drawPaper(content);
    for (const words of ['收件回执', '编号 310199202611230001', '社保卡补办', '请在五个工作日内留意短信。', '云间区政务服务中心']) expect(paperText(paper)).toContain(words);
    expect(showsQr(paper, content.qr.url)).toBe(true);
    expect(showsQr(paper, `${content.qr.url}d`)).toBe(false);
    expect(showsQr(paper, content.qr.url.replace('abc', 'abd'))).toBe(false);
  });

  it('goes on over pages where there is much to say', async () => {
    const long = await drawPaper({ ...content, sections: [{ rows: Array.from({ length: 120 }, (_, index): [string, string] => [`第${index}行`, '内容']) }] });
    expect(long.toString('latin1').match(/\/Type \/Page\b(?!s)/g)?.length).toBeGreaterThan(2);
  });

  it('has its QR code for screens too', async () => {
    expect(await drawQr('https://yunjian.example/verify/abc')).toMatch(/^<svg/);
  });
});

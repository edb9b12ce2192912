import { describe, expect, it } from '@jest/globals';
import { fakeTurn } from '../testing.js';
import { chatSkills } from './index.js';

describe('what the assistant says of itself', () => {
  it('names what it can do: affairs, numbers and appointments too, and not as something to come', async () => {
    const help = await chatSkills.find(({ intent }) => intent === 'chat.help')!.answer(fakeTurn(new Map(), {})); // one of them
    const text = help.kind === 'said' ? help.text : '';
    for (const part of ['公交', '要什么材料', '办件到哪一步', '取号', '预约', '账号', '转人工']) expect(text).toContain(part);
    expect(/.*正在陆续开通/.exec(text)?.[0]).not.toContain('办事');
  });
});

import { describe, expect, it } from '@jest/globals';
import { sendWithStepUp } from './step-up.js';

const refusal = JSON.stringify({ data: null, errors: [{ message: '请再次验证身份后继续', extensions: { code: 'STEP_UP_REQUIRED' } }] });
const body = JSON.stringify({ operationName: 'ExportMyData', variables: { idempotencyKey: 'k' } });

function service(answers: string[]): { sent: unknown[]; send: typeof fetch } {
  const sent: unknown[] = [];
  return { sent, send: async (_input, init) => (sent.push(init?.body), new Response(answers[sent.length - 1])) };
}

describe('an operation that needs the second factor', () => {
  it('is sent again as it was, once it is proved', async () => {
    const { sent, send } = service([refusal, '{"data":{"done":true}}']);
    const response = await sendWithStepUp(send, async () => true)('/graphql', { body });
    expect(await response.json()).toEqual({ data: { done: true } });
    expect(sent).toEqual([body, body]);
  });

  it('gets the service’s refusal where it is declined', async () => {
    const { sent, send } = service([refusal]);
    const response = await sendWithStepUp(send, async () => false)('/graphql', { body });
    expect(await response.text()).toBe(refusal);
    expect(sent).toHaveLength(1);
  });

  it('is not asked for twice by the dialog’s own operations, nor for a text that only names the code', async () => {
    let asked = 0;
    const prove = async (): Promise<boolean> => (asked += 1) > 0;
    await sendWithStepUp(service([refusal]).send, prove)('/graphql', { body: JSON.stringify({ operationName: 'StepUp' }) });
    await sendWithStepUp(service(['{"data":{"text":"\\"STEP_UP_REQUIRED\\""}}', '']).send, prove)('/graphql', { body });
    await sendWithStepUp(service(['{"data":{"code":"STEP_UP_REQUIRED"}}', '']).send, prove)('/graphql', { body });
    expect(asked).toBe(0);
  });
});

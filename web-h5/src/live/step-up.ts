import { shallowRef, type ShallowRef } from 'vue';

/** Called with whether the person proved the second factor. */
export type StepUpAnswer = (proved: boolean) => void;

const asked = shallowRef<StepUpAnswer | null>(null);
let underWay: Promise<boolean> | undefined;

/** Operations that the dialog itself sends: their refusal is said in the dialog and must not open another. */
const OWN_OPERATIONS = ['StepUp', 'RequestStepUpCode', 'StepUpFactors'];

/** Opens the dialog for the second factor, once for all that wait for it; resolves with whether it was proved. */
export function proveAgain(): Promise<boolean> {
  underWay ??= new Promise<boolean>((resolve) => {
    asked.value = resolve;
  }).finally(() => {
    asked.value = null;
    underWay = undefined;
  });
  return underWay;
}

/** What the dialog answers to; null while nothing waits. */
export function useStepUp(): ShallowRef<StepUpAnswer | null> {
  return asked;
}

function needsStepUp(text: string): boolean {
  if (!text.includes('"STEP_UP_REQUIRED"')) return false;
  const answer: unknown = JSON.parse(text);
  if (typeof answer !== 'object' || answer === null || !('errors' in answer) || !Array.isArray(answer.errors)) return false;
  return answer.errors.some((error: { extensions?: { code?: unknown } }) => error.extensions?.code === 'STEP_UP_REQUIRED');
}

function isOwn(body: unknown): boolean {
  if (typeof body !== 'string') return false;
  const request: unknown = JSON.parse(body);
  return typeof request === 'object' && request !== null && 'operationName' in request && OWN_OPERATIONS.some((name) => name === request.operationName);
}

/**
 * `send`, but what is answered with STEP_UP_REQUIRED waits until `prove` has asked the person for the second factor and is
 * then sent again as it was, with the same idempotency key. Whoever declines gets the service's answer.
 */
export function sendWithStepUp(send: typeof fetch, prove: () => Promise<boolean> = proveAgain): typeof fetch {
  return async (input, init) => {
    const response = await send(input, init);
    if (!needsStepUp(await response.clone().text()) || isOwn(init?.body)) return response;
    return (await prove()) ? send(input, init) : response;
  };
}

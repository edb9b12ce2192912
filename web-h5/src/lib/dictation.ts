/** The part of the browser's speech recognition (Web Speech API) that the pages use. */
interface Recogniser {
  lang: string;
  interimResults: boolean;
  onresult: ((event: { results: ArrayLike<ArrayLike<{ transcript: string }>> }) => void) | null;
  onerror: ((event: { error: string }) => void) | null;
  onend: (() => void) | null;
  start(): void;
  stop(): void;
  abort(): void;
}
type RecogniserClass = new () => Recogniser;

declare global {
  interface Window {
    SpeechRecognition?: RecogniserClass;
    webkitSpeechRecognition?: RecogniserClass;
  }
}

/** Why nothing was heard: the person or the browser refused the microphone, or nothing was understood. */
export type DictationFailure = 'denied' | 'failed';

/** Listening under way. */
export interface Dictation {
  /** Takes what was heard so far. */
  stop(): void;
  /** Throws it away. */
  abort(): void;
}

/** Whether this browser can write down what is said. */
export function canDictate(): boolean {
  return Boolean(window.SpeechRecognition ?? window.webkitSpeechRecognition);
}

/** Listens until the person pauses; `heard` is told the words as they grow, `ended` once at the end. Null where it cannot. */
export function dictate(language: string, heard: (text: string) => void, ended: (failure: DictationFailure | null) => void): Dictation | null {
  const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
  if (!Recognition) return null;
  const recogniser = new Recognition();
  let failure: DictationFailure | null = null;
  recogniser.lang = language;
  recogniser.interimResults = true;
  recogniser.onresult = ({ results }) => heard(Array.from(results, (result) => result[0]?.transcript ?? '').join(''));
  recogniser.onerror = ({ error }) => {
    if (error === 'aborted') return;
    failure = error === 'not-allowed' || error === 'service-not-allowed' ? 'denied' : 'failed';
  };
  recogniser.onend = () => ended(failure);
  recogniser.start();
  return { stop: () => recogniser.stop(), abort: () => recogniser.abort() };
}

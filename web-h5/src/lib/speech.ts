/** Whether this phone can read aloud. */
export function canSpeak(): boolean {
  return 'speechSynthesis' in window && typeof SpeechSynthesisUtterance === 'function';
}

/** Reads sentences aloud, a little slower than usual; what was being read stops. Resolves when done or stopped, false where it could not. */
export function speak(text: string, language: string): Promise<boolean> {
  if (!canSpeak()) return Promise.resolve(false);
  speechSynthesis.cancel();
  return new Promise((resolve) => {
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = language;
    utterance.rate = 0.9;
    utterance.onend = () => resolve(true);
    utterance.onerror = (event) => resolve(event.error === 'canceled' || event.error === 'interrupted');
    speechSynthesis.speak(utterance);
  });
}

/** Stops reading. */
export function hush(): void {
  if (canSpeak()) speechSynthesis.cancel();
}

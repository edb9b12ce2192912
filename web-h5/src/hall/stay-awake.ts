import { onBeforeUnmount, onMounted } from 'vue';

/** Keeps a hall's screen from falling asleep for the life of the part; where the browser cannot, the machine's settings do. */
export function useStayAwake(): void {
  let awake: WakeLockSentinel | undefined;
  async function stayAwake(): Promise<void> {
    if (!document.hidden && 'wakeLock' in navigator) awake = await navigator.wakeLock.request('screen').catch(() => undefined);
  }
  onMounted(() => {
    document.addEventListener('visibilitychange', stayAwake);
    void stayAwake();
  });
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', stayAwake);
    void awake?.release();
  });
}

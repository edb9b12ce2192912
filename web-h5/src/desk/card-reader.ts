/** What the reader's program on a desk puts into the page: it reads the identity card that lies on it. */
export interface CardReader {
  /** The card's text block of 256 bytes (GA 450), Base64. Rejects where no card lies there. */
  read(): Promise<string>;
}

declare global {
  interface Window {
    /** Present only where a reader's program is set up for this site. */
    districtCardReader?: CardReader;
  }
}

/** The reader of this desk; null where none is set up, and then the card is typed. */
export function findCardReader(): CardReader | null {
  return window.districtCardReader ?? null;
}

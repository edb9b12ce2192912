/** What a certificate's key made of a challenge. */
export interface CertificateSignature {
  /** Base64. */
  readonly signature: string;
  /** PEM or Base64 DER, the holder's own first. */
  readonly certificateChain: string[];
}

/** What the CA's program on a desk puts into the page: it asks for the PIN and signs with SM2 or RSA. */
export interface CertificateSigner {
  sign(nonce: string): Promise<CertificateSignature>;
}

declare global {
  interface Window {
    /** Present only where the CA's program is set up for this site. */
    districtCertificate?: CertificateSigner;
  }
}

/** The signer of this desk; null where none is set up, and then signing in by certificate is not offered. */
export function findCertificateSigner(): CertificateSigner | null {
  return window.districtCertificate ?? null;
}

/** Whether the page stands inside WeChat. */
export function isInWechat(): boolean {
  return /MicroMessenger/i.test(navigator.userAgent);
}

const LOGIN = /^[a-z][a-z0-9._-]{2,31}$/;

/** A login name in one form; null where it is none. Letters first, so that it is never taken for a phone or an ID number. */
export function normalLogin(text: string): string | null {
  const plain = text.normalize('NFKC').trim().toLowerCase();
  return LOGIN.test(plain) ? plain : null;
}

/** What an account is called before its person is proved: no more of the phone than its owner needs to know it by. */
export function nameByPhone(phone: string): string {
  return `尾号${phone.slice(-4)}用户`;
}

import type { MessageTemplate } from '../../messages/contract.js';

/** What people are told of how their account can be signed in to. */
export const signInMessages: readonly MessageTemplate[] = [
  {
    name: 'identity.sign-in-lock-lifted', version: 1, kind: 'SECURITY', params: [],
    title: { zh: '账号的登录锁定已解除', en: 'The lock on your account was lifted' },
    body: { zh: '您的账号因多次输错被锁定，安全管理员已提前解除。如果不是您提出的，请尽快修改密码，并在“谁看过我的数据”中提出疑问。', en: 'Your account was locked after wrong tries, and the security administrator has lifted the lock. If you did not ask for it, change your password soon and dispute it under “who saw my data”.' },
  },
];

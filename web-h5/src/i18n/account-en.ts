import type { accountZhCn } from './account-zh-cn.js';

/** Words of signing in, one's account and the console, in English. */
export const accountEn: typeof accountZhCn = {
  signIn: {
    title: 'Sign in', hint: 'Buses need no sign-in; your own matters do.', bind: 'This WeChat account is bound to nobody yet. Sign in once by phone code; after that WeChat is enough.', way: 'Way to sign in',
    by: { code: 'Phone code', password: 'Password' },
    phone: 'Phone number', code: 'Code from the text message', sendCode: 'Send code', codeAgainIn: 'Again in {n} s', codeSent: 'If the number is right, a code is on its way.', newPhone: 'A new phone number founds an account.',
    login: 'Login name, phone or ID number', password: 'Password', staffHint: 'Staff then confirm a second factor.', go: 'Sign in', wechat: 'Sign in with WeChat', certificate: 'Sign in with a certificate', certificateNotSigned: 'The certificate did not sign. Plug in its key and try again.',
    secondTitle: 'Second factor', secondWhy: 'Staff confirm once more: {methods}.', secondCode: 'Code', finish: 'Finish', other: 'Another way to sign in',
  },
  stepUp: { title: 'Confirm that it is you', why: 'This concerns sensitive data. Afterwards you are not asked for ten minutes.', by: 'How', codeTo: 'Code sent to {phone}', appCode: 'Six digits from the authenticator', confirm: 'Confirm and go on', none: 'You have no second factor yet. Set a password or an authenticator app first; your identity is proved once more for it.' },
  factor: { SMS: 'text message', AUTHENTICATOR: 'authenticator app', CERTIFICATE: 'certificate', PASSWORD: 'password' },
  identifier: { RESIDENT_ID: 'Resident ID card', HK_MACAO_RESIDENCE: 'Residence permit (Hong Kong, Macao)', TAIWAN_RESIDENCE: 'Residence permit (Taiwan)', FOREIGN_RESIDENCE: 'Foreign permanent resident ID', PASSPORT: 'Passport' },
  my: {
    affairs: 'My applications', household: 'My household', unresolved: 'Could not get it done',
    title: 'Me', signedOut: 'Sign in for your own matters, and those of your family.', proofed: 'Identity proved', notProofed: 'Identity not proved', phone: 'Phone', factors: 'Second factors', none: 'none', and: ', ', posts: 'Posts', postNow: 'Current post', postChange: 'Change to this post', signOut: 'Sign out', more: 'More',
  },
  proof: {
    title: 'Prove my identity', why: 'Once it is sure that it is you, your own records open.', method: 'How', by: { NETWORK_IDENTITY: 'National network identity', FACE: 'By face', COUNTER: 'At a counter, with the document' },
    counter: 'Bring the document itself to any community service centre; a clerk checks it there. No face is scanned.', kind: 'Document', name: 'Name', identifier: 'Number', evidence: { NETWORK_IDENTITY: 'Token from the network identity app', FACE: 'Token from the face check' }, send: 'Prove', done: '{name}, your identity is proved.', goOn: 'Go on', again: 'A phone number may change hands. To protect your data, please prove your identity once more.',
  },
  security: {
    title: 'Sign-in and security', changePassword: 'Change password', setPassword: 'Set a password', expires: 'The current one holds until {at}', current: 'Current password', password: 'New password', passwordSet: 'Set. Other devices are signed out.', save: 'Save',
    app: 'Set up an authenticator', appAgain: 'Change the authenticator', scan: 'Scan with your authenticator app:', qrAlt: 'QR code for the authenticator; if you cannot scan it, type the secret below', orType: 'Or type the secret:', appWrong: 'Not right. Wait for the next digits.', appConfirm: 'Confirm', appBound: 'The authenticator is set up.',
  },
  sessions: { title: 'Signed-in devices', hint: 'End what you do not know, and change your password.', current: 'this one', times: 'signed in {started} · last used {seen} · ends {ends}', end: 'End', endOf: 'End {device}', endOthers: 'End all others' },
  delegation: {
    title: 'Family and helpers', hint: 'Act for your family, or let somebody act for you. Either side can end it.', changed: 'You act for somebody else than before: it was ended, or you changed it on another page. The page you were on is closed, so that nothing of one person is handed in under another’s name.', held: 'For whom I may act', given: 'Who may act for me', no: { held: 'Nobody yet.', given: 'Nobody yet.' }, forWhom: 'for {who}',
    kind: { GUARDIAN: 'Guardian', CARER: 'Carer', AGENT: 'Agent', LEGAL_REPRESENTATIVE: 'Legal representative' }, state: { PENDING: 'to be confirmed', ACTIVE: 'active', REVOKED: 'revoked', EXPIRED: 'expired', REFUSED: 'refused', ENDED_BY_RULE: 'ended by rule' },
    basis: { HOUSEHOLD_REGISTER: 'proved by the household register', OTHER_GUARDIAN: 'confirmed by the other guardian', CLERK: 'checked at a counter', GRANTED: 'granted', REGISTRY: 'proved by the registry' },
    until: 'until {at}', act: 'Act for {who}', confirm: 'Confirm', revoke: 'End', revokeOf: 'End it with {who}', claim: 'Register my child', grant: 'Let somebody act for me',
    claimHint: 'Checked against the household register; otherwise the other guardian or a clerk confirms.', childName: 'Child’s name', childIdentifier: 'Child’s ID number', scopes: 'Matters', claimSend: 'Register',
    grantHint: 'For a year at most. They must have proved their identity.', actorName: 'Their name', actorPhone: 'Their phone', untilDay: 'Until', grantSend: 'Grant', appoint: 'Appoint an agent', toConfirm: 'Waiting for me', asks: '{who} asks to act for {child}', refuse: 'Refuse', refuseWhy: 'Why', refuseHint: 'Who asked reads this.', refusedBecause: 'Refused: {why}',
  },
  scope: {
    identity: { read: 'See who they are' }, health: { read: 'Read health records', book: 'Book appointments and vaccinations', all: 'All health services' }, education: { read: 'Read school records', apply: 'Apply to schools, ask for leave', all: 'All education services' },
    affairs: { read: 'Follow applications', apply: 'Apply for services', all: 'All affairs' }, tourism: { book: 'Book tickets' }, messages: { read: 'Read messages' }, consent: { give: 'Consent to the use of personal data' }, organisation: { read: 'See the organisation', delegate: 'Appoint agents', all: 'All matters of the organisation' },
  },
  consent: {
    title: 'Consents', hint: 'Refusing costs no other service; you can withdraw at any time.', given: 'agreed', notGiven: 'not agreed', to: 'Goes to: {who}', version: 'version {n}', agreedAt: 'agreed {at}', withdrawnAt: 'withdrawn {at}', by: 'by {who}', required: 'Nothing works without it; deleting the account ends it.',
    agree: 'Agree', agreeTo: 'Agree: {what}', withdraw: 'Withdraw', withdrawFrom: 'Withdraw: {what}', sites: 'Department sites', noSites: 'No department site uses your data.',
  },
  accessLog: {
    title: 'Who saw my data', hint: 'Who read or changed it, when and why.', none: 'Nobody has seen your data yet.', emergency: 'emergency', disputed: 'disputed', purpose: 'Purpose: {why}', dispute: 'Dispute this', disputeOf: 'Dispute {who}, {at}', disputeHint: 'The security administrator looks into it and tells you.', reason: 'What is wrong', send: 'Send', cases: 'My disputes', finding: 'Finding: {text}',
  },
  dispute: { OPEN: 'under way', UPHELD: 'upheld', DISMISSED: 'dismissed' },
  myData: {
    title: 'My data', export: 'Export', exportHint: 'All that is held about you, in one file.', download: 'Export to a file', exported: '{name} is ready', correct: 'Correct', field: 'What', fields: { name: 'Name', phone: 'Phone', identifier: 'ID number', birthDate: 'Date of birth' }, value: 'Should be', reason: 'Why', correctSend: 'Ask for correction', correctionSent: 'Sent to the clerk who keeps it.',
    delete: 'Delete my account', deleteHint: 'Deletes the account and all that the law lets be deleted. It cannot be undone.', understood: 'I understand that it cannot be undone', deleteSend: 'Delete', deleted: 'Deleted', kept: 'Kept by law', keptLine: '{what}: {because}, until {until}',
  },
  inbox: { title: 'Messages', unread: '{n} unread', unreadOnly: 'Unread only', readAll: 'Mark all as read', none: 'No messages.', new: 'new', open: 'Open', delete: 'Delete', deleteOf: 'Delete “{title}”' },
  preferences: {
    title: 'Message settings', hint: 'The inbox gets everything; here you choose how else you are told.', channels: 'Channels', sms: 'Text message', wechat: 'WeChat', channelOf: '{kind}: {channel}', fixed: 'Warnings about your account always go out.', wechatNeeds: 'WeChat also needs your consent: ', quiet: 'Quiet hours', quietHint: 'No phone rings then, but for what is urgent; the rest comes afterwards.', quietOn: 'Keep quiet hours', from: 'From', until: 'Until', language: 'Language of text messages and WeChat', saved: 'Saved',
  },
  standing: { title: 'Bus reminders', hint: 'A message comes also when the page is closed. They end at four in the morning.', none: 'No reminders. Add one with “Leave now” on a stop’s board.', kind: { LEAVE_HOME: 'Leave now', LAST_BUS: 'Last bus', GET_OFF: 'Get off' }, until: 'ends {at}', cancel: 'Remove', cancelOf: 'Remove {what}', find: 'Find a stop' },
  guest: {
    title: 'Register by passport', offer: 'No Chinese identity document?', hint: 'A guest account by passport buys tickets and follows buses. What needs a proved identity stays closed.', name: 'Name as in the passport', passport: 'Passport number', country: 'Issuing country (three letters)', birthDate: 'Date of birth', contact: 'Give a phone or a mail address. A mainland number, once confirmed, brings you back in.', phone: 'Phone (with its country code)', email: 'E-mail', send: 'Register', made: 'Your sign-in name; write it down:',
    facts: 'Guest', confirmed: 'confirmed', confirmPhone: 'Confirm the phone', recovery: { PHONE_ONCE_CONFIRMED: 'If you forget the password, only a confirmed phone brings you back in.', PHONE: 'If you forget the password, sign in by a code to your phone.', NONE: 'If you forget the password, bring the passport to a counter.' }, deleteHint: 'Deletes the guest account with all that is held under it. It cannot be undone.',
  },
  unmask: { IDENTIFIER: 'number', PHONE: 'phone', show: 'Show the whole {what}', hide: 'Hide', showOf: 'Show the whole {what} {who}', hideOf: 'Hide the {what} {who}', own: 'own look', purpose: 'Purpose', read: 'The purpose goes on record and the person reads it.' },
  ageBand: { UNDER_14: 'under 14', FROM_14_TO_17: '14 to 17', FROM_18_TO_59: '18 to 59', FROM_60: '60 or older' },
  counter: {
    by: 'Find by', identifier: 'ID number', phone: 'Phone', recorded: 'Each search is recorded, and the person sees it.', missing: 'Nobody found.', noAccount: 'No account yet.', prove: 'Prove in person', holds: 'I hold the original document and have compared it with the person', proveSend: 'Prove', grant: 'Delegation', grantFor: 'Let somebody act for {who}', granted: 'Granted.',
  },
  glass: { why: 'For emergencies only. The person and the audit administrator are told, and it is reviewed.', break: 'Emergency access', reason: 'Emergency', told: 'The person reads this; the audit administrator reviews it.', open: 'Open until {at}.' },
  claims: { hint: 'Compare the birth certificate, household book or judgment before you confirm.', adult: 'Asked by', child: 'Child', confirmOf: 'Confirm {who} as guardian of {child}', refuseOf: 'Refuse {who} as guardian of {child}' },
  correction: { OPEN: 'open', DONE: 'corrected', REFUSED: 'refused', mine: 'My corrections', current: 'Held now', proposed: 'Should be', by: 'asked by {who}', apply: 'Correct', applyOf: 'Correct the data of {who}', refuseOf: 'Refuse the correction of {who}', elsewhere: 'Corrected at the register', told: 'The person reads this.' },
  refusal: {
    POST_HELD: 'You still hold a post. Ask the security administrator to end it, then delete the account.', LAST_OF_ROLE: 'Each kind of administrator keeps somebody who has no last day and can sign in. Appoint another such one first.', FOUR_EYES: 'This takes an administrator of another kind: neither who proposed nor whom it is about.',
    OWN_POST: 'Not for one’s own post: another administrator does it.', ADMINISTRATORS_ARE_SEPARATE: 'Administrators hold no other post. End the other one first.', OWN_LOCK: 'Not for one’s own account: another security administrator lifts it, or it opens by itself.',
  },
  administrators: {
    hint: 'Posts of the three administrators hold once an administrator of another kind has confirmed them.', waiting: 'Only those waiting', by: 'Proposed by', propose: 'Propose an administrator', proposeSend: 'Propose', confirmOf: 'Confirm {who}', refuseOf: 'Refuse {who}', state: { PENDING: 'waiting', CONFIRMED: 'in force', REFUSED: 'refused', LAPSED: 'lapsed' },
  },
  site: { nameEn: 'English name', kind: { WEB: 'Web site', KIOSK: 'Kiosks' }, algorithm: 'Signature', postLogout: 'Where people are sent after signing out (one a line)', pairwise: 'Know people by names that no other site knows', renewSecret: 'New secret' },
  messageKind: { SECURITY: 'Account', AFFAIRS: 'Affairs', HEALTH: 'Health', EDUCATION: 'Education', TRANSIT: 'Buses', TOURISM: 'Tourism', COMMUNITY: 'Community' },
  accountKind: { RESIDENT: 'Resident', GUEST: 'Guest', STAFF: 'Staff', ORGANISATION: 'Organisation' },
  role: {
    SYSTEM_ADMIN: 'System administrator', SECURITY_ADMIN: 'Security administrator', AUDIT_ADMIN: 'Audit administrator', SITE_ADMIN: 'Site administrator', CLERK: 'Clerk', DISPATCHER: 'Dispatcher', APPROVER: 'Approver', DOCTOR: 'Doctor', NURSE: 'Nurse', TEACHER: 'Teacher', SCHOOL_ADMIN: 'School administrator', SCENIC_STAFF: 'Scenic area staff',
  },
  console: {
    title: 'Console', desk: 'Affairs desk', as: 'Current post: {post}', none: 'None of your posts has a console.', otherPost: 'The current post opens nothing here; change to another first.', parts: { accounts: 'Accounts', posts: 'Posts', administrators: 'Administrators', sites: 'Sites', disputes: 'Disputes', emergencies: 'Emergency reviews', audit: 'Audit search', locks: 'Sign-in locks', counter: 'Counter', claims: 'Guardianship', corrections: 'Corrections', glass: 'Emergency access', handovers: 'Conversations', phrases: 'Not understood' },
    search: 'Search', searchFirst: 'Say what to search for; each search is recorded.', nothing: 'Nothing found.', searchAccounts: 'Name, account number or phone (exact)', searchOrganisations: 'Organisation', name: 'Name', kind: 'Kind', state: 'State', action: 'Action', disabled: 'disabled', enabled: 'active', disable: 'Disable', enable: 'Enable', disableOf: 'Disable {who}', enableOf: 'Enable {who}', reason: 'Reason', recorded: 'The reason goes into the audit record.',
    newStaff: 'New staff account', staff: { name: 'Name', phone: 'Phone', identifier: 'ID number', login: 'Login name' }, found: 'Create', made: 'Created: account {id}', organisation: 'Organisation', person: 'Person', role: 'Role', period: 'Period', noPosts: 'no posts', endPost: 'End', endPostOf: 'End the post of {who}: {what}', assign: 'Give a post', accountId: 'Account number', postTitle: 'Title', from: 'From', until: 'Until', assignSend: 'Give',
    locks: { hint: 'Wrong tries lock an account for a while; it opens by itself. Lifting it sooner is recorded and told to its owner.', tried: 'Tried', whom: 'Keeps out', since: 'Since', until: 'Opens', tries: 'Wrong tries', lift: 'Lift', liftOf: 'Lift the lock of {who}', factor: { PASSWORD: 'Password', CODE: 'Sign-in code', SECOND_FACTOR: 'Second factor' }, where: { ANYWHERE: 'all unknown devices', KNOWN_DEVICE: 'one known device', SIGNED_IN: 'changing the password' } },
    clientId: 'Client', scopes: 'Scopes', edit: 'Change', editOf: 'Change {who}', editSite: 'Change the site', newSite: 'Register a site', address: 'Address of the first page', redirects: 'Where people are sent back to (one a line)', backchannel: 'Back-channel logout address', secret: 'Client {id}, secret {secret}. Keep it now; it is shown once.', secretKept: 'unchanged',
    opened: 'Opened', entry: 'Entry', uphold: 'Uphold', dismiss: 'Dismiss', finding: 'Finding', close: 'Send', showReviewed: 'Show those reviewed', by: 'By', justified: 'Justified', unjustified: 'Not justified', note: 'Note',
    audit: { personId: 'Person number', accountId: 'Account number', action: 'Action', at: 'Time', actor: 'Actor', subject: 'Subject', purpose: 'Purpose', outcome: 'Outcome', channel: 'Channel', sealed: 'Sealed', isSealed: 'sealed', notSealed: 'not yet' },
  },
};

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
  stepUp: { title: 'Confirm that it is you', why: 'This concerns sensitive data. Afterwards you are not asked for ten minutes.', by: 'How', codeTo: 'Code sent to {phone}', appCode: 'Six digits from the authenticator', confirm: 'Confirm and go on', none: 'You have no second factor yet. Set one up under “Sign-in and security”.' },
  factor: { SMS: 'text message', AUTHENTICATOR: 'authenticator app', CERTIFICATE: 'certificate', PASSWORD: 'password' },
  identifier: { RESIDENT_ID: 'Resident ID card', HK_MACAO_RESIDENCE: 'Residence permit (Hong Kong, Macao)', TAIWAN_RESIDENCE: 'Residence permit (Taiwan)', FOREIGN_RESIDENCE: 'Foreign permanent resident ID', PASSPORT: 'Passport' },
  my: {
    title: 'Me', signedOut: 'Sign in for your own matters, and those of your family.', proofed: 'Identity proved', notProofed: 'Identity not proved', phone: 'Phone', factors: 'Second factors', none: 'none', and: ', ', posts: 'Posts', postNow: 'Current post', postChange: 'Change to this post', signOut: 'Sign out', more: 'More',
  },
  proof: {
    title: 'Prove my identity', why: 'Once it is sure that it is you, your own records open.', method: 'How', by: { NETWORK_IDENTITY: 'National network identity', FACE: 'By face', COUNTER: 'At a counter, with the document' },
    counter: 'Bring the document itself to any community service centre; a clerk checks it there. No face is scanned.', kind: 'Document', name: 'Name', identifier: 'Number', evidence: { NETWORK_IDENTITY: 'Token from the network identity app', FACE: 'Token from the face check' }, send: 'Prove', done: '{name}, your identity is proved.',
  },
  security: {
    title: 'Sign-in and security', changePassword: 'Change password', setPassword: 'Set a password', expires: 'The current one holds until {at}', current: 'Current password', password: 'New password', passwordSet: 'Set. Other devices are signed out.', save: 'Save',
    app: 'Set up an authenticator', appAgain: 'Change the authenticator', scan: 'Scan with your authenticator app:', qrAlt: 'QR code for the authenticator; if you cannot scan it, type the secret below', orType: 'Or type the secret:', appWrong: 'Not right. Wait for the next digits.', appConfirm: 'Confirm', appBound: 'The authenticator is set up.',
  },
  sessions: { title: 'Signed-in devices', hint: 'End what you do not know, and change your password.', current: 'this one', times: 'signed in {started} · last used {seen} · ends {ends}', end: 'End', endOf: 'End {device}', endOthers: 'End all others' },
  delegation: {
    title: 'Family and helpers', hint: 'Act for your family, or let somebody act for you. Either side can end it.', held: 'For whom I may act', given: 'Who may act for me', no: { held: 'Nobody yet.', given: 'Nobody yet.' }, forWhom: 'for {who}',
    kind: { GUARDIAN: 'Guardian', CARER: 'Carer', AGENT: 'Agent', LEGAL_REPRESENTATIVE: 'Legal representative' }, state: { PENDING: 'to be confirmed', ACTIVE: 'active', REVOKED: 'revoked', EXPIRED: 'expired', ENDED_BY_RULE: 'ended by rule' },
    basis: { HOUSEHOLD_REGISTER: 'proved by the household register', OTHER_GUARDIAN: 'confirmed by the other guardian', CLERK: 'checked at a counter', GRANTED: 'granted', REGISTRY: 'proved by the registry' },
    until: 'until {at}', act: 'Act for {who}', confirm: 'Confirm', revoke: 'End', revokeOf: 'End it with {who}', claim: 'Register my child', grant: 'Let somebody act for me',
    claimHint: 'Checked against the household register; otherwise the other guardian or a clerk confirms.', childName: 'Child’s name', childIdentifier: 'Child’s ID number', scopes: 'Matters', claimSend: 'Register',
    grantHint: 'For a year at most. They must have proved their identity.', actorName: 'Their name', actorPhone: 'Their phone', untilDay: 'Until', grantSend: 'Grant',
  },
  scope: {
    identity: { read: 'See who they are' }, health: { read: 'Read health records', book: 'Book appointments and vaccinations', all: 'All health services' }, education: { read: 'Read school records', apply: 'Apply to schools, ask for leave', all: 'All education services' },
    affairs: { read: 'Follow applications', apply: 'Apply for services', all: 'All affairs' }, tourism: { book: 'Book tickets' }, messages: { read: 'Read messages' }, consent: { give: 'Consent to the use of personal data' }, organisation: { read: 'See the organisation', delegate: 'Appoint agents', all: 'All matters of the organisation' },
  },
  consent: {
    title: 'Consents', hint: 'Refusing costs no other service; you can withdraw at any time.', given: 'agreed', notGiven: 'not agreed', to: 'Goes to: {who}', version: 'version {n}', agreedAt: 'agreed {at}', withdrawnAt: 'withdrawn {at}', by: 'by {who}', required: 'Nothing works without it; deleting the account ends it.',
    agree: 'Agree', agreeTo: 'Agree: {what}', withdraw: 'Withdraw', withdrawFrom: 'Withdraw: {what}',
  },
  accessLog: {
    title: 'Who saw my data', hint: 'Who read or changed it, when and why.', none: 'Nobody has seen your data yet.', emergency: 'emergency', disputed: 'disputed', purpose: 'Purpose: {why}', dispute: 'Dispute this', disputeOf: 'Dispute {who}, {at}', disputeHint: 'The security administrator looks into it and tells you.', reason: 'What is wrong', send: 'Send', cases: 'My disputes', finding: 'Finding: {text}',
  },
  dispute: { OPEN: 'under way', UPHELD: 'upheld', DISMISSED: 'dismissed' },
  myData: {
    title: 'My data', export: 'Export', exportHint: 'All that is held about you, in one file.', download: 'Export to a file', exported: '{name} is ready', correct: 'Correct', field: 'What', fields: { name: 'Name', identifier: 'ID number', phone: 'Phone', birthDate: 'Date of birth', address: 'Address', other: 'Other' }, value: 'Should be', reason: 'Why', correctSend: 'Ask for correction', correctionSent: 'Sent to the clerk who keeps it.',
    delete: 'Delete my account', deleteHint: 'Deletes the account and all that the law lets be deleted. It cannot be undone.', understood: 'I understand that it cannot be undone', deleteSend: 'Delete', deleted: 'Deleted', kept: 'Kept by law', keptLine: '{what}: {because}, until {until}',
  },
  inbox: { title: 'Messages', unread: '{n} unread', unreadOnly: 'Unread only', readAll: 'Mark all as read', none: 'No messages.', new: 'new', open: 'Open', delete: 'Delete', deleteOf: 'Delete “{title}”' },
  messageKind: { SECURITY: 'Account', AFFAIRS: 'Affairs', HEALTH: 'Health', EDUCATION: 'Education', TRANSIT: 'Buses', TOURISM: 'Tourism', COMMUNITY: 'Community' },
  accountKind: { RESIDENT: 'Resident', GUEST: 'Guest', STAFF: 'Staff', ORGANISATION: 'Organisation' },
  role: {
    SYSTEM_ADMIN: 'System administrator', SECURITY_ADMIN: 'Security administrator', AUDIT_ADMIN: 'Audit administrator', SITE_ADMIN: 'Site administrator', CLERK: 'Clerk', DISPATCHER: 'Dispatcher', APPROVER: 'Approver', DOCTOR: 'Doctor', NURSE: 'Nurse', TEACHER: 'Teacher', SCHOOL_ADMIN: 'School administrator', SCENIC_STAFF: 'Scenic area staff',
  },
  console: {
    title: 'Console', as: 'Current post: {post}', none: 'You hold no administrator’s post.', otherPost: 'The current post opens nothing here; change to another first.', parts: { accounts: 'Accounts', posts: 'Posts', sites: 'Sites', disputes: 'Disputes', emergencies: 'Emergency reviews', audit: 'Audit search' },
    search: 'Search', searchFirst: 'Say what to search for; each search is recorded.', nothing: 'Nothing found.', searchAccounts: 'Name, account number or phone (exact)', searchOrganisations: 'Organisation', name: 'Name', kind: 'Kind', state: 'State', action: 'Action', disabled: 'disabled', enabled: 'active', disable: 'Disable', enable: 'Enable', disableOf: 'Disable {who}', enableOf: 'Enable {who}', reason: 'Reason', recorded: 'The reason goes into the audit record.',
    newStaff: 'New staff account', staff: { name: 'Name', phone: 'Phone', identifier: 'ID number', login: 'Login name' }, found: 'Create', made: 'Created: account {id}', organisation: 'Organisation', person: 'Person', role: 'Role', period: 'Period', noPosts: 'no posts', endPost: 'End', endPostOf: 'End the post of {who}: {what}', assign: 'Give a post', accountId: 'Account number', postTitle: 'Title', from: 'From', until: 'Until', assignSend: 'Give',
    clientId: 'Client', scopes: 'Scopes', edit: 'Change', editOf: 'Change {who}', editSite: 'Change the site', newSite: 'Register a site', address: 'Address of the first page', redirects: 'Where people are sent back to (one a line)', backchannel: 'Back-channel logout address', secret: 'Client {id}, secret {secret}. Keep it now; it is shown once.', secretKept: 'unchanged',
    opened: 'Opened', entry: 'Entry', uphold: 'Uphold', dismiss: 'Dismiss', finding: 'Finding', close: 'Send', showReviewed: 'Show those reviewed', by: 'By', justified: 'Justified', unjustified: 'Not justified', note: 'Note',
    audit: { personId: 'Person number', accountId: 'Account number', action: 'Action', at: 'Time', actor: 'Actor', subject: 'Subject', purpose: 'Purpose', outcome: 'Outcome', channel: 'Channel', sealed: 'Sealed', isSealed: 'sealed', notSealed: 'not yet' },
  },
};

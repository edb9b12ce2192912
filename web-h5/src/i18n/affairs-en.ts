import type { Texts } from './messages.js';

/** {@link affairsZhCn} in English. */
export const affairsEn: Texts = {
  affairs: {
    title: 'Services', hint: 'What each takes, how long, and where: on one page.', search: 'Search what you want done', placeholder: 'In your own words: dog licence, lost my job', events: 'By life event', all: 'All services', found: 'Found', count: '{n} services found',
    nothing: 'Nothing was found for “{text}”. Try other words, or ask on 12345.', atOnce: 'at once', days: '{n} working days', daysOf: '{n} working days (by law {legal})', free: 'free', missing: 'There is no such service; it may have ended or been renamed.', toAll: 'All services',
    time: 'How long', fee: 'Fee', whoFor: 'Who for', authority: 'Authority', papers: 'Papers to bring', noPapers: 'You need not bring any papers.', sometimes: 'only in some cases', again: 'given once, not asked for again within {n} months',
    fetched: 'Not asked of you, checked between departments: {names}.', comma: ', ', colon: ': ', conditions: 'Conditions', steps: 'How it goes', channels: 'Where', channel: { ONLINE: 'Phone or computer', COUNTER: 'Counter', KIOSK: 'Self-service terminal', PHONE: 'Questions by telephone' },
    outputs: 'What you get', basis: 'Legal basis', limitBasis: 'Time limit by {law}', call: 'Ask: {where} {phone}', version: 'This guide is in force from {from}.',
    apply: 'Apply online', mine: 'My applications', progress: 'Check progress', book: 'At a counter: number or appointment',
  },
  apply: {
    title: 'Apply online', noForm: 'This cannot be applied for online; the guide says how it goes.', toGuide: 'Read the guide', signInWhy: 'Once you are signed in, what is known is filled in for you.', actingFor: 'You are applying for {who}; what stands here is {who}’s.',
    stepOf: 'Step {n} of {of}', papers: 'Papers', check: 'Check and sign', next: 'Next', back: 'Back', optional: 'optional', choose: 'Please choose', yes: 'Yes', no: 'No', empty: 'left out',
    known: 'What is known', knownHint: 'Where it is right you need not fill it in.', nothingAsked: 'Nothing is asked here; look it over and go on.', fromDepartment: 'from {from}, {day}', source: { REGISTER: 'from the population register, checked {day}', SELF: 'you said so on {day}', DEPARTMENT: 'from a department, {day}', APPLICATION: 'from your application of {day}' },
    stale: 'This is a while ago. Is it still so?', stillSo: 'Still so', changed: 'It changed', change: 'Change', changeOf: 'Change: {what}',
    nobody: 'Nobody yet.', entry: 'Person {n}', addEntry: 'Add a person', remove: 'Remove', removeEntry: 'Remove person {n}', faults: '{n} to put right',
    savesItself: 'What you fill in is saved by itself; you can go on from another phone.', saving: 'Saving…', saved: 'Saved {at}; you can go on from another phone', saveFailed: 'Not saved yet: please keep this page open.', resumed: 'Going on with what you began on {at}.', anew: 'Begin anew', formChanged: 'The form has just been renewed. All you wrote is still here; please look it over once more.',
    joined: 'This application was changed on another device too; both are joined here.', clash: 'Another device has changed this application too', clashHint: 'These differ; please choose. Nothing of either is lost.', clashHere: 'Written here', clashThere: 'Written on the other device',
    paper: {
      committed: 'committed to, not needed', fetched: 'not asked of you', optional: 'optional', later: 'may follow later', held: 'Checked between departments.', heldBy: '{who} has it and it is checked there', offered: 'You gave this before; it is used again.', offeredOptional: 'You gave this before; it can be used again.', until: 'Valid until {day}.', use: 'Use it', replace: 'Give another',
      photo: 'Take a photo', photoOf: 'Take a photo: {name}', file: 'Choose a file', fileOf: 'Choose a file: {name}', both: 'Pictures or PDF, 10 MB each, at most {n}', images: 'Pictures (JPEG, PNG, WebP, HEIC), 10 MB each, at most {n}', pdf: 'PDF, 10 MB, at most {n}', sending: 'Sending {name}', stop: 'Stop', removeOf: 'Remove {name}', count: '{n} files',
    },
    uploadNetwork: 'The network broke and the file was not sent. Please choose it again.', commitment: 'Commitment', commitmentHint: 'If you commit, these are not needed: {names}; done within {n} working days. It is looked into afterwards, and you answer for what is untrue.', commit: 'I have read it and commit',
    checkHint: 'Please look it over before you send it; anything can be changed.', toFollow: 'These may be handed in afterwards: {names}.', sure: 'I have checked it; all of it is true and complete.', sureFor: 'I act for {who}, have checked it, and all of it is true and complete.', sureFault: 'Please tick that it is true and complete.',
    signHint: '“Sign and send” is your signature; you may be asked for your second factor once more.', sign: 'Sign and send', sending: 'Sending…', notReady: 'Some things are to be put right; see above.',
  },
  receipt: {
    title: 'Receipt', done: 'Handed in', at: 'received {at}', entered: 'entered at the counter', qrAlt: 'QR code that checks this receipt', qr: 'Anybody can check this receipt by the code', pdf: 'Download the receipt (PDF)', follow: 'See how it goes', next: 'What follows',
    next1: 'Within 5 working days you hear whether it is accepted; what is missing is told all at once.', next2: 'Once accepted it is done within {n} working days, and you are told of each step.', next3: 'You can take it back at any time before the decision.',
  },
  verify: {
    title: 'Check a document', genuine: 'Genuine and valid', genuineHint: 'This district issued it and its signature holds.', revoked: 'No longer valid', revokedHint: 'This district issued it, but it no longer holds since {at}.', forged: 'Does not fit', forgedHint: 'Content and signature do not fit. Please do not rely on it; you can report it on 12345.', unknown: 'No such document', unknownHint: 'The code is wrong, or the document is not this district’s. Please compare address and code.',
    what: 'Document', number: 'Application number', holder: 'Whose', issuer: 'Issued by', at: 'Issued', kind: { RECEIPT: 'receipt', NOTICE: 'notice', DECISION: 'decision' }, compare: 'Please compare this with the document in your hand, line by line.', proof: 'Technical details', hash: 'SM3 digest of its content:', paper: 'See the paper (its holder, signed in)', code: 'Code {code}',
  },
  myCase: {
    mine: 'My applications', begin: 'Apply for something', drafts: 'Begun', draftKept: 'saved {at}, kept until {until}', deleteDraft: 'Delete', deleteDraftOf: 'Delete the draft: {what}', deleteDraftHint: 'What was filled in cannot be had back.', handedIn: 'Handed in', none: 'Nothing has been handed in yet.', more: 'More', toRate: 'to be rated',
    number: 'Number {number}', receivedAt: 'received {at}', lead: 'with {who}', toCase: 'See how it goes', ofAnother: 'To see what you applied for on somebody’s behalf, act for them first:', nothingAsked: 'Nothing is asked for at present.',
    clock: { GAPS: 'Told whether it is accepted', LEGAL: 'Limit by law', PROMISED: 'Promised', STEP: 'This step', DELIVERY: 'Handing over', OWED: 'Papers to follow', COMMITMENT: 'Looking into the commitment' }, left: '{n} working days left', lastDay: 'due today', over: '{n} working days late', paused: 'clock stands still', took: 'took {n} working days', used: '{used} of {limit} working days used', due: ', by {day}', dueShort: 'by {day}', basis: 'by {law}', barOf: 'Time used: {what}',
    gaps: 'What is missing', gapsHint: 'This is all of it, told at once.', supplementUntil: 'Please bring it by {day}.', supplement: 'Hand in what is missing', supplementSend: 'Sign and hand in', owed: 'Papers that may follow', outcome: { GRANTED: 'Granted', REFUSED: 'Refused' }, decisionPaper: 'The decision (PDF)', remedies: 'If you do not agree', remedy: { RECONSIDERATION: 'Administrative reconsideration', LITIGATION: 'Administrative litigation' },
    steps: 'Where it stands', step: { WAITING: 'not begun', OPEN: 'under way', DONE: 'done', NOT_NEEDED: 'not needed' }, visitOn: 'visit on {day}', timeline: 'What happened', paper: 'The paper (PDF)', receipt: 'Receipt', withdraw: 'Take it back', withdrawTitle: 'Take this application back?', withdrawHint: 'You can until the decision, and apply anew afterwards.', withdrawWhy: 'Why (may be left out)', withdrawSend: 'Take it back',
    rate: 'Please rate it', rateHint: 'Once only. Who worked on it never learns who said so.', rateGrade: 'How was it done', rateText: 'Anything to say (may be left out)', rateSend: 'Send the rating', rated: 'Your rating: {grade}', ratedPoor: 'Somebody is in touch by {contact}, and it is put right by {right}.', grade: { VERY_GOOD: 'Very good', GOOD: 'Good', FAIR: 'Fair', POOR: 'Poor', VERY_POOR: 'Very poor' },
    progressTitle: 'Check progress', progressHint: 'Without signing in, by number and the last four of the identity number.', progressNumber: 'Application number', progressLast4: 'Last four of the applicant’s identity number', progressSend: 'Look', progressNone: 'Nothing was found. Please compare number and last four.', progressAccount: 'Signed in you see all of yours:',
  },
  owed: {
    title: 'Hand in papers that were to follow', hint: 'Your application is accepted; it can be decided once these have come in. One by one is fine, and nothing is asked for twice.', none: 'Nothing is to be handed in at present.', faults: 'Something does not fit; please see above.', sign: '“Sign and send” is your signature; you may be asked for your second factor once more.', send: 'Sign and send',
  },
  unresolved: {
    title: 'Could not get it done', hint: 'Sent away again and again, refused, or nobody in charge: say so here. Each report has somebody who sees to it and answers in time.', report: 'Report something', mine: 'What I reported', none: 'Nothing was reported yet.', sent: 'Received. {who} of {where} sees to it and answers by {day}.', at: 'reported {at}',
    state: { OPEN: 'to be answered', ANSWERED: 'answered' }, responsible: 'Seen to by {who} ({where})', answerBy: 'Answer by {day}', late: 'The answer was due by {day} and is late', answer: 'Answer', toCase: 'Application {number}', again: 'Still not done: report again', link: 'Not getting it done? Report it',
    newTitle: 'Report what could not be done', newHint: 'Just say what happened; you need not know which office it belongs to.', about: 'About: ', service: 'What it was about', anyService: 'Hard to say', place: 'Where it could not be done', anyPlace: 'Online or hard to say', happened: 'What happened', happenedHint: 'When, whom you asked, what they said. No identity or bank card numbers, please.', send: 'Send', readers: 'Only who sees to it, the head of their office and the district’s supervisors can read it.',
  },
  household: {
    title: 'My household', hint: 'Said once, never to be filled in again.', unknown: 'not said yet', say: 'Say', save: 'Save', remove: 'Take it away', leave: 'Leave it', saved: 'Saved', conflict: 'Another device has just changed this; the newest stands here. Please look again and save.', fromApplication: 'said in application {number}, {day}', register: 'Name, identity number and the like stand as the register and departments have them; you can ask for a correction.', correct: 'Ask for a correction',
    group: { person: 'Myself', contact: 'Contact', home: 'Home', household: 'Registration and income', family: 'Family', work: 'Work', bank: 'Bank account', delivery: 'Receiving results', business: 'Business' },
  },
};

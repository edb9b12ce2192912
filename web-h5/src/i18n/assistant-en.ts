import type { assistantZhCn } from './assistant-zh-cn.js';

/** Words of the assistant and of those who serve behind it, in English. */
export const assistantEn: typeof assistantZhCn = {
  assistant: {
    title: 'Assistant', back: 'Back', anew: 'New chat', log: 'Conversation with the assistant', welcome: 'Hello, I am the assistant. Ask me about buses, services and your account, in Chinese for now.', welcomeTo: 'Hello, this is the assistant of {district}. Ask me about buses, services and your account, in Chinese for now.',
    tries: ['我附近有什么车站', '24路还有多久到', '谁看过我的数据', '你能做什么'],
    author: { RESIDENT: 'Me', ASSISTANT: 'Assistant', STAFF: 'Staff' },
    input: 'Write your question', send: 'Send', speak: 'Speak', speaking: 'Listening; tap to finish', speakFailed: 'That was not heard well. Please say it again or type.', speakDenied: 'No permission for the microphone. Allow it in the phone’s settings, or type.',
    sending: 'Sending', failed: 'Not sent', again: 'Send again', typing: 'Writing…', newOnes: 'New messages', loading: 'Fetching the conversation…', quick: 'Answers by tap',
    helpful: 'Helpful', notHelpful: 'Not helpful', thanks: 'Thank you, noted.', rateFailed: 'Not noted. Please tap again.', tools: 'About this answer',
    waiting: 'A person is being called; {n} before you', waitingNext: 'A person is being called; you are next', taken: 'A member of staff is serving you',
    board: 'Whole board', boardThen: 'The board as it was then', boardNone: 'No bus within the next hour.', boardOf: 'Arrivals at {stop}', minutes: 'about {n} min', here: 'at the stop',
    all: 'See all', more: 'All {n}', map: 'Map: {title}', missing: 'not filled in', callTo: 'Call {name} {number}', signIn: 'Sign in and go on', yesterday: 'Yesterday ', locating: 'Finding your position…',
  },
  desk: {
    waiting: 'Waiting', mine: 'Mine', left: 'Messages left', waitingNow: '{n} waiting', since: 'the first since {at}', nobody: 'Nobody is waiting.', noneTaken: 'You have taken no conversation.', noneLeft: 'No messages.', askedAt: 'Asked for a person at {at}', reason: { ASKED: 'the resident asked', FAILED: 'the assistant failed twice' },
    take: 'Take', takeOf: 'Take the conversation of {at}', gone: 'Somebody else has taken it.', transcript: 'Conversation', answer: 'Answer the resident', send: 'Send', end: 'End', endHint: 'The assistant goes on afterwards.', resident: 'Resident', pick: 'Choose a conversation on the left.',
    unclearHint: 'What residents said lately and the assistant did not understand. Choose what it means, edit the phrases, and teach them.', noUnclear: 'Nothing was unclear lately.', times: '{n} times', nearest: 'Nearest', intent: 'What it means', choose: 'Please choose', phrases: 'Phrases (one a line, 1 to 50)', learn: 'Learn', learning: 'Learning and evaluating…', dismiss: 'Close', teach: 'Teach',
    learnt: 'Learnt, and in force. Now version {version} with {phrases} phrases.', worse: 'Not learnt: the evaluation would get worse.', measure: 'Evaluation', before: 'Before', after: 'After', accepted: 'Right and accepted', refused: 'Rightly refused',
    training: 'Version {version} · {phrases} phrases, {learnt} of them learnt · right and accepted {accepted} · rightly refused {refused}',
  },
  intent: {
    transit: { arrivals: 'Arrivals', route_info: 'Routes', nearby_stops: 'Stops nearby', trip_plan: 'Trip planning', alerts: 'Bus notices' },
    health: { record: 'Health record', immunisation: 'Vaccination', appointment: 'Appointments', follow_up: 'Follow-up', family_doctor: 'Family doctor', facility: 'Hospitals and clinics' },
    education: { enrolment: 'Enrolment', catchment: 'Catchment areas', timetable: 'Timetable and calendar', homework: 'Homework', grades: 'Marks', resources: 'Learning resources', teacher_credits: 'Teachers’ credits' },
    tourism: { attraction: 'Attractions', crowd: 'How crowded', ticket: 'Tickets', recommend: 'Recommendations', event: 'Events' },
    community: { guide: 'Guides to services', progress: 'Progress of a case', queue: 'Queues', report: 'Reporting a problem', report_status: 'Progress of a report', volunteer: 'Volunteering', convenience: 'Everyday services', centre: 'Service centres' },
    identity: { account: 'Account', delegation: 'Acting for others', access_log: 'Who saw my data' },
    chat: { greet: 'Greeting', thanks: 'Thanks', help: 'What it can do', human: 'A person, please', cancel: 'Never mind' },
    oos: 'Not ours to answer',
  },
};

import type { deskZhCn } from './desk-zh-cn.js';

/** The same in English. */
export const deskEn: typeof deskZhCn = {
  staff: {
    title: 'Affairs desk', otherPost: 'The post you act in has no desk; change your post first.', none: 'You have no post at a counter, in approval or in dispatch.',
    parts: { todos: 'To do', worklist: 'Worklist', window: 'My window', counter: 'Counter entry', supervision: 'Supervision', feedback: 'Ratings and complaints' },
    todos: 'To do', sums: 'Sums of what is to do', sumAll: 'to do', sumRed: 'past their limit', sumYellow: 'soon past it', nothingToDo: 'Nothing is waiting.', since: 'since {at}', moreTodos: 'The {n} most urgent; the rest is in each list.',
    light: { GREEN: 'In time', YELLOW: 'Soon due', RED: 'Overdue' }, noLimit: 'No limit', today: 'Due today', left: '{n} days left', late: '{n} days late',
  },
  calling: {
    title: 'My window', noCentre: 'The post you act in is at no service centre.', window: 'Window', windowNo: 'Window {n}', choose: 'Choose a window', open: 'Open', close: 'Close', keys: 'Single keys', board: 'Board of the hall',
    closed: 'The window is closed. Open it to call.', taken: 'A colleague has this window.', current: 'Number at the window', free: 'The window is free', next: 'Call the next', waitingNow: '{n} waiting for this window', nobody: 'Nobody is waiting.',
    state: { CALLED: 'Called, on the way', SERVING: 'Being served', WAITING: 'Waiting', DONE: 'Done', PASSED: 'Passed', LEFT: 'Left' },
    appointment: 'Appointment {at}', returned: 'Came back', transferred: 'Transferred', first: 'First by law', showPaper: 'look at the paper ({law})', callsSoFar: 'Called {n} times, last at {at}', passIn: 'may be passed in {n} s', servingFor: '{n} minutes so far',
    begin: 'Begin', finish: 'Finish', recall: 'Call again', pass: 'Pass', transfer: 'Transfer', transferOf: 'Transfer {number}', toBusiness: 'To which business', toWindow: 'To which window', anyWindow: 'Any that does it', waitingOf: '{n} waiting', keepsPlace: 'It keeps the time at which it was taken, and need not queue again.',
    called: 'Called {number} to window {n}', gave: '{number} was transferred', did: { BEGIN: 'Serving {number}', FINISH: '{number} is done', RECALL: 'Called {number} again', PASS: '{number} was passed' },
    served: 'Done today', average: 'On average', waiting: 'Waiting', minutes: '{n} min', nextUp: 'Next', passed: 'Passed', nonePassed: 'None was passed.',
    issueTitle: 'A number on paper', business: 'Business', ground: 'First by law', noGround: 'No', issue: 'Give a number', issued: 'number {position} in the queue, some {earliest}–{latest} minutes',
  },
  hall: {
    title: 'Numbers called', call: 'Number {number}, please go to window {window}', called: 'Now calling', number: 'Number', goTo: 'Please go to', window: 'Window {n}', serving: 'being served', none: 'No number has been called', closed: 'No numbers are called now', waiting: 'Waiting', count: '{n}', next: 'Next: {numbers}', nobody: 'Nobody is waiting', wait: 'some {earliest}–{latest} min', passed: 'Missed: {numbers}',
    lost: 'The line to the queue is lost. This is how it stood at {at}; please listen to the windows.', lostFor: ' Lost for {n} min.', missing: 'There is no such centre.', noAnswer: 'The queue cannot be reached; trying again.', voiceStart: 'Turn the voice on', voiceStop: 'Turn the voice off', voiceOn: 'The voice is on',
  },
};

import type { Texts } from './messages.js';

/** {@link affairsZhCn} in English. */
export const affairsEn: Texts = {
  affairs: {
    title: 'Services', hint: 'What each takes, how long, and where: on one page.', search: 'Search what you want done', placeholder: 'In your own words: dog licence, lost my job', events: 'By life event', all: 'All services', found: 'Found', count: '{n} services found',
    nothing: 'Nothing was found for “{text}”. Try other words, or ask on 12345.', atOnce: 'at once', days: '{n} working days', daysOf: '{n} working days (by law {legal})', free: 'free', missing: 'There is no such service; it may have ended or been renamed.', toAll: 'All services',
    time: 'How long', fee: 'Fee', whoFor: 'Who for', authority: 'Authority', papers: 'Papers to bring', noPapers: 'You need not bring any papers.', sometimes: 'only in some cases', again: 'given once, not asked for again within {n} months',
    fetched: 'Not asked of you, checked between departments: {names}.', comma: ', ', colon: ': ', conditions: 'Conditions', steps: 'How it goes', channels: 'Where', channel: { ONLINE: 'Phone or computer', COUNTER: 'Counter', KIOSK: 'Self-service terminal', PHONE: 'Questions by telephone' },
    notYet: 'Applying online is not open here yet; please go to a counter.', outputs: 'What you get', basis: 'Legal basis', limitBasis: 'Time limit by {law}', call: 'Ask: {where} {phone}', version: 'This guide is in force from {from}.',
  },
};

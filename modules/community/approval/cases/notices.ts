import type { WorkingCalendar } from '../../../kernel/calendar.js';
import { districtDate } from '../../../kernel/district-time.js';
import type { BilingualText } from '../../../kernel/identifiers.js';
import type { Notice } from '../../../messages/contract.js';
import type { Directory, People } from '../../contract.js';
import { clockOf } from '../clock.js';
import { gapsLimitOf } from '../limits.js';
import type { CaseEvent, CaseState } from '../machine/types.js';
import type { SpecialProcedure } from '../plan.js';
import { headsOf, workersOf } from './deps.js';
import { CLOCKS } from './words.js';

/** What notices are made from. */
export interface NoticeDeps {
  readonly directory: Directory;
  readonly people: Pick<People, 'actsFor'>;
  readonly calendar: WorkingCalendar;
  readonly supervisor: string;
  readonly nameOf: (organisationId: string) => BilingualText;
}

/** What a delegation must cover for its holder to be told. */
const AGENT_SCOPE = 'affairs.apply';

type Told = Omit<Notice, 'personId' | 'key' | 'link'>;

const PROCEDURES: Readonly<Record<SpecialProcedure, BilingualText>> = {
  hearing: { zh: '听证', en: 'a hearing' }, tender: { zh: '招标', en: 'a tender' }, auction: { zh: '拍卖', en: 'an auction' }, inspection: { zh: '检验', en: 'an inspection' },
  testing: { zh: '检测', en: 'tests' }, quarantine: { zh: '检疫', en: 'quarantine' }, appraisal: { zh: '鉴定', en: 'an appraisal' }, 'expert-review': { zh: '专家评审', en: 'an expert review' },
};

/** What the name of a procedure is to people. */
export const procedureName = (kind: SpecialProcedure): BilingualText => PROCEDURES[kind];

/** Whoever handed in for the applicant, as long as they may act for them; null where there is none. */
export async function agentOf({ representativeId, applicantId }: Pick<CaseState, 'representativeId' | 'applicantId'>, people: Pick<People, 'actsFor'>): Promise<string | null> {
  return representativeId && (await people.actsFor(representativeId, applicantId, AGENT_SCOPE)) ? representativeId : null;
}

/** Who is told what of new lines of a log, each under a key of its own: once, however often the work runs. */
export async function noticesOf(state: CaseState, lines: readonly CaseEvent[], service: BilingualText, deps: NoticeDeps): Promise<Notice[]> {
  const notices: Notice[] = [];
  // A child reads no messages; whoever handed it in follows it as long as they may act.
  const agentId = await agentOf(state, deps.people);
  for (const event of lines) {
    const base = { service, number: state.number };
    const key = `case:${state.number}:${event.seq}`;
    const told = toldApplicant(event, state, base, deps.calendar);
    const link = `/me/affairs/${state.number}`;
    if (told) notices.push({ ...told, personId: state.applicantId, key, link });
    if (told && agentId !== null) notices.push({ ...told, personId: agentId, key: `${key}:agent`, link });
    for (const { personId, ...rest } of await toldStaff(event, state, base, deps)) notices.push({ ...rest, personId, key: `${key}:${personId}`, link: `/staff/cases/${state.number}` });
  }
  return notices;
}

function toldApplicant(event: CaseEvent, state: CaseState, params: { readonly service: BilingualText; readonly number: string }, calendar: WorkingCalendar): Told | null {
  const tell = (what: string, more: Told['params'] = {}): Told => ({ template: `community.case-${what}`, params: { ...params, ...more } });
  switch (event.type) {
    case 'received': return tell('received', { days: String(gapsLimitOf(state.plan)) });
    case 'gaps-told': return tell('gaps', { until: event.until });
    case 'supplemented': return tell('supplemented');
    case 'accepted': return toldAccepted(event, state, tell, calendar);
    case 'acceptance-refused': return tell('not-accepted');
    case 'visit-set': return tell('visit', { on: event.on });
    case 'procedure-begun': return tell('paused', { procedure: PROCEDURES[event.kind], days: String(event.workingDays) });
    case 'procedure-ended': return tell('resumed');
    case 'publicity-begun': return tell('public');
    case 'owed-received': return tell('owed-received');
    case 'owed-reminded': return tell(`owed-${event.stage}`, { until: event.until, n: String(state.owed.length) });
    case 'extended': return tell('extended', { days: String(event.workingDays) });
    case 'decided': return tell(event.outcome);
    case 'delivered': return tell('delivered');
    case 'withdrawn': return tell('withdrawn');
    case 'commitment-checked': return event.hearing ? tell('untrue', { until: event.hearing.until }) : tell('commitment');
    case 'commitment-set-right': return tell('set-right');
    case 'result-revoked': return tell('revoked');
    case 'trust-restored': return tell('trust-restored');
    default: return null;
  }
}

/** With papers to follow: until when. */
function toldAccepted(event: Extract<CaseEvent, { type: 'accepted' }>, state: CaseState, tell: (what: string, more?: Told['params']) => Told, calendar: WorkingCalendar): Told {
  const dueOf = (clock: string): string => clockOf(state, clock, calendar, event.at)?.dueOn ?? districtDate(event.at);
  return event.owed.length === 0 ? tell('accepted', { due: dueOf('promised') }) : tell('accepted-owing', { due: dueOf('promised'), until: dueOf('owed') });
}

async function toldStaff(event: CaseEvent, state: CaseState, params: { readonly service: BilingualText; readonly number: string }, { directory, supervisor, nameOf }: NoticeDeps): Promise<(Told & { readonly personId: string })[]> {
  if (event.type === 'reassigned') return [{ template: 'community.case-assigned', params, personId: event.toPersonId }];
  if (event.type === 'urged') return (await headsOf(directory, event.organisationId)).map((personId) => ({ template: 'community.case-urged', params, personId }));
  // What staff took in themselves they know.
  if (event.type === 'owed-received' && event.by.kind === 'applicant') return (await headsOf(directory, state.lead)).map((personId) => ({ template: 'community.case-owed-came', params, personId }));
  if (event.type === 'owed-reminded' && event.stage === 'past') return (await headsOf(directory, state.lead)).map((personId) => ({ template: 'community.case-owed-overdue', params: { ...params, until: event.until }, personId }));
  if (event.type === 'finding-answered') return (await headsOf(directory, state.lead)).map((personId) => ({ template: 'community.case-finding-answered', params, personId }));
  if (event.type === 'recused' && event.by.kind === 'staff') {
    const { organisationId } = event.by;
    const left = (await workersOf(directory, organisationId)).filter((personId) => !state.recused.includes(personId));
    // Nobody of it may act any more: who can name another organisation is told.
    return left.length > 0 ? [] : (await directory.holdersOf(supervisor, 'approver')).map((personId) => ({ template: 'community.case-nobody', params: { ...params, office: nameOf(organisationId) }, personId }));
  }
  if (event.type !== 'card-issued') return [];
  const colour = event.colour === 'red' ? { zh: '红牌', en: 'a red card' } : { zh: '黄牌', en: 'a yellow card' };
  const clock = CLOCKS[event.clock.split(':')[0] ?? ''] ?? { zh: event.clock, en: event.clock };
  // What is past its limit goes up to those who watch the clocks as well.
  const heads = [...(await headsOf(directory, event.organisationId)), ...(event.colour === 'red' ? await directory.holdersOf(supervisor, 'approver') : [])];
  return [...new Set(heads)].map((personId) => ({ template: 'community.case-card', params: { ...params, colour, clock }, personId }));
}

import { randomUUID } from 'node:crypto';
import type { ClientSession } from 'mongoose';
import { endOfDay } from '../../../kernel/calendar.js';
import type { Caller } from '../../../kernel/caller.js';
import { isDuplicate } from '../../../kernel/db.js';
import { districtDate } from '../../../kernel/district-time.js';
import { Fault } from '../../../kernel/errors.js';
import type { Connection as Page, PageArgs } from '../../../kernel/pages.js';
import { holderOf } from '../../holder.js';
import { headsOf, type CaseDeps } from '../cases/deps.js';
import { documentPage } from '../cases/pages.js';
import { serviceNameOf } from '../cases/view.js';
import { said } from '../machine/rule.js';
import type { CaseEvent, CaseState } from '../machine/types.js';
import { objectionContext, publicityCollections, type PublicNoticeDocument } from './model.js';
import { publicName } from './naming.js';
import type { ObjectionRefusedEntity, ObjectionTakenEntity, PublicNoticeEntity } from './types.js';

const OBJECT = 'community.publicity.object';
/** So long after its last day a notice is still shown; then it goes, with what it says of a person. */
const SHOWN_AFTER_DAYS = 7;
const LONGEST_REASONS = 2000;
const DAY_MS = 86_400_000;

/** 公示 as anybody reads it, and taking in what people object to it. */
export class PublicityService {
  readonly #deps: CaseDeps;

  constructor(deps: CaseDeps) {
    this.#deps = deps;
  }

  /** What follows from new lines of a log: a 公示 that begins is shown; one whose case is over before its last day is not any more. */
  async follow(session: ClientSession, state: CaseState, lines: readonly CaseEvent[]): Promise<void> {
    const { calendar, people, connection } = this.#deps;
    const { notices, objections } = publicityCollections(connection);
    for (const event of lines) {
      if (event.type !== 'publicity-begun') continue;
      const [person, planned, step] = [await people.find(state.applicantId), state.plan.steps.find(({ id }) => id === event.step), state.steps.find(({ id }) => id === event.step)];
      // Only where its own basis says so is there such a step at all.
      if (!planned?.publicity) continue;
      const until = calendar.addWorkingDays(districtDate(event.at), planned.publicity.workingDays);
      await notices.insertOne({
        _id: randomUUID(), number: state.number, step: event.step, serviceId: state.serviceId, serviceVersion: state.serviceVersion, organisations: [...(step?.organisations ?? planned.organisations)],
        applicant: publicName(person?.name ?? ''), where: event.where, from: new Date(event.at), until, goneAt: new Date(endOfDay(until) + SHOWN_AFTER_DAYS * DAY_MS),
      }, { session });
    }
    const over = state.phase === 'decided' || state.phase === 'closed';
    if (!over || state.steps.every(({ publicity }) => publicity === null)) return;
    await objections.updateMany({ number: state.number, open: true }, { $set: { open: false } }, { session });
    await notices.deleteMany({ number: state.number, until: { $gte: districtDate(state.at) } }, { session });
  }

  /** What is made public now, and what was until lately, the newest first. Anybody may read it. Throws BAD_INPUT. */
  async list({ serviceId, ...args }: PageArgs & { readonly serviceId?: string | null | undefined }): Promise<Page<PublicNoticeEntity>> {
    const { connection, clocks, names, services } = this.#deps;
    const now = clocks.system.now();
    const page = await documentPage<PublicNoticeDocument>(publicityCollections(connection).notices, { filter: serviceId ? { serviceId } : {}, lit: { goneAt: { $gt: new Date(now) } }, by: 'from', order: -1, maxFirst: 50, defaultFirst: 20 }, args);
    const nameOf = await names.all();
    return page.connect(page.docs.map(({ _id, step, serviceId: of, serviceVersion, organisations, applicant, where, from, until, goneAt }) => {
      const service = services(of, serviceVersion);
      const planned = service?.approval?.steps.find(({ id }) => id === step);
      return {
        id: _id, serviceId: of, serviceName: serviceNameOf({ serviceId: of }, service), title: planned?.title ?? { zh: '公示', en: 'Public notice' }, organisations: organisations.map(nameOf), applicant, where, basis: planned?.publicity?.basis ?? null,
        from: districtDate(from.getTime()), until, open: districtDate(now) <= until, shownUntil: districtDate(goneAt.getTime() - 1),
      };
    }));
  }

  /** Takes in what somebody objects, until the notice's last day, and tells the department. Once for each. Throws NOT_FOUND, BAD_INPUT, FORBIDDEN and kin. */
  async object(caller: Caller, noticeId: string, reasons: string, key: string): Promise<ObjectionTakenEntity | ObjectionRefusedEntity> {
    const { authoriser, mutations, audit, cipher, clocks, connection, directory, notifier, services } = this.#deps;
    const by = holderOf(caller, caller.proofed ? caller.personId : null);
    const subject = { type: 'objection', id: noticeId, personIds: caller.personId === null ? [] : [caller.personId] };
    await authoriser.check(caller, OBJECT, subject);
    if (!said(reasons) || reasons.length > LONGEST_REASONS) throw new Fault('BAD_INPUT', { field: 'reasons', reason: `1 to ${LONGEST_REASONS} characters` });
    const { notices, objections } = publicityCollections(connection);
    try {
      return await mutations.run<ObjectionTakenEntity | ObjectionRefusedEntity>(caller, { action: OBJECT, key, input: { noticeId, reasons } }, async (session) => {
        const at = clocks.system.now();
        const notice = await notices.findOne({ _id: noticeId, goneAt: { $gt: new Date(at) } }, { session });
        if (!notice) throw new Fault('NOT_FOUND', { noticeId });
        if (districtDate(at) > notice.until) return { is: 'ObjectionRefused', reason: 'OVER' };
        if (await objections.findOne({ noticeId, by }, { session, projection: { _id: 1 } })) return { is: 'ObjectionRefused', reason: 'ALREADY' };
        const id = randomUUID();
        await objections.insertOne({ _id: id, noticeId, number: notice.number, step: notice.step, by, reasonsSealed: cipher.seal(reasons, objectionContext(id, 'reasons')), at: new Date(at), open: true, lookedAt: null, findingsSealed: null, lookedBy: null }, { session });
        await audit.write(session, caller, { action: OBJECT, subject, purpose: 'self', details: { number: notice.number, step: notice.step } });
        const service = serviceNameOf(notice, services(notice.serviceId, notice.serviceVersion));
        const heads = await Promise.all(notice.organisations.map((organisationId) => headsOf(directory, organisationId)));
        for (const personId of new Set(heads.flat())) await notifier.notify(session, { personId, template: 'community.objection', params: { service, number: notice.number }, key: `objection:${id}:${personId}`, link: `/staff/cases/${notice.number}` });
        return { is: 'ObjectionTaken', id, at };
      });
    } catch (error) {
      if (isDuplicate(error)) return { is: 'ObjectionRefused', reason: 'ALREADY' };
      throw error;
    }
  }
}

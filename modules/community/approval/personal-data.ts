import type { PersonalData } from '../../kernel/personal-data.js';
import { keptByLaw, keptSince } from '../rules/retention.js';
import type { CaseDeps } from './cases/deps.js';
import { objectionContext, publicityCollections } from './publicity/model.js';
import { ratingCollection, ratingContext } from './ratings/model.js';
import { shownLines } from './cases/view.js';
import { statusOf } from './cases/words.js';
import { unresolvedCollection, unresolvedContext } from './unresolved/service.js';

const CASES = { zh: '办件', en: 'Cases' };
const RATINGS = { zh: '评价', en: 'Ratings' };
const OBJECTIONS = { zh: '公示异议', en: 'Objections to public notices' };
const REPORTS = { zh: '办不成事反映', en: 'What could not be done' };

/** What approval holds about a person, for export and deletion: their cases with what happened as they read it, what they rated and reported. */
export function approvalPersonalData({ collections, store, connection, cipher }: CaseDeps): PersonalData {
  const [ratings, reports] = [ratingCollection(connection), unresolvedCollection(connection)];
  const { objections, notices } = publicityCollections(connection);
  return {
    name: 'community.approval',
    async collect(personId) {
      const [cases, rated, reported, objected] = await Promise.all([collections.cases.find({ applicantId: personId }).sort({ receivedAt: 1 }).toArray(), ratings.find({ applicantId: personId }).toArray(), reports.find({ personId }).toArray(), objections.find({ by: personId }).toArray()]);
      const own = await Promise.all(cases.map(async (doc) => ({
        number: doc._id, service: doc.serviceId, status: statusOf(store.opened(doc)).zh, receivedAt: doc.receivedAt.toISOString(), log: shownLines(await store.log(doc._id)).map(({ event: { type, at }, text }) => ({ what: type, at: new Date(at).toISOString(), text })),
      })));
      const sections = [
        { title: CASES, records: own },
        { title: RATINGS, records: rated.map(({ _id, visit, grade, at, textSealed }) => ({ number: visit?.number ?? _id, grade, at: at.toISOString(), text: textSealed && cipher.open(textSealed, ratingContext(_id, 'text')) })) },
        { title: REPORTS, records: reported.map(({ _id, organisationId, at, textSealed }) => ({ organisation: organisationId, at: at.toISOString(), text: cipher.open(textSealed, unresolvedContext(_id, 'text')) })) },
        { title: OBJECTIONS, records: objected.map(({ _id, at, reasonsSealed }) => ({ at: at.toISOString(), text: cipher.open(reasonsSealed, objectionContext(_id, 'reasons')) })) },
      ];
      return sections.filter(({ records }) => records.length > 0);
    },
    async erase(session, personId, today) {
      // A case's file outlives an account; what was said of it goes at once.
      const [rated, reported] = [await ratings.deleteMany({ applicantId: personId }, { session }), await reports.deleteMany({ personId, state: 'ANSWERED' }, { session })];
      // What somebody objected stays in the case's file, as nobody's.
      const objected = await objections.updateMany({ by: personId }, { $set: { by: null } }, { session });
      const over = await collections.cases.find({ applicantId: personId, receivedAt: { $lt: keptSince(today) }, closedAt: { $ne: null } }, { session, projection: { _id: 1 } }).toArray();
      const numbers = over.map(({ _id }) => _id);
      await collections.events.deleteMany({ number: { $in: numbers } }, { session });
      // Looking into a commitment, answering a card: what was still to be done goes with the file.
      await collections.tasks.deleteMany({ number: { $in: numbers } }, { session });
      await objections.deleteMany({ number: { $in: numbers } }, { session });
      await notices.deleteMany({ number: { $in: numbers } }, { session });
      await collections.cases.deleteMany({ _id: { $in: numbers } }, { session });
      const [newest] = await collections.cases.find({ applicantId: personId }, { session, projection: { receivedAt: 1 } }).sort({ receivedAt: -1 }).limit(1).toArray();
      return {
        deleted: [...(rated.deletedCount > 0 ? [RATINGS] : []), ...(reported.deletedCount > 0 ? [REPORTS] : []), ...(objected.modifiedCount > 0 ? [OBJECTIONS] : []), ...(numbers.length > 0 ? [CASES] : [])],
        kept: newest ? [keptByLaw(CASES, newest.receivedAt)] : [],
      };
    },
  };
}

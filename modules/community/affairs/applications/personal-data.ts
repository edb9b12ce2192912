import type { PersonalData } from '../../../kernel/personal-data.js';
import type { FileStore } from '../../../kernel/files/index.js';
import type { FieldCipher } from '../../../kernel/crypto/types.js';
import type { ApplicationModels } from './model.js';

/** How long a case's file is kept after it came in (机关档案管理规定, short-term: 10 years). */
const KEPT_YEARS = 10;
const DRAFTS = { zh: '未提交的申请', en: 'Applications not handed in' };
const PAPERS = { zh: '可再次使用的材料', en: 'Papers offered again' };
const APPLICATIONS = { zh: '办事申请', en: 'Applications' };

/** What applications hold about a person, for export and deletion. */
export function applicationsPersonalData(models: ApplicationModels, cipher: FieldCipher, files: FileStore): PersonalData {
  return {
    name: 'community.applications',
    async collect(personId) {
      const [drafts, papers, applications] = await Promise.all([models.drafts.find({ personId }).lean(), models.papers.find({ personId }).lean(), models.applications.find({ personId }).sort({ receivedAt: 1 }).lean()]);
      const sections = [
        { title: DRAFTS, records: drafts.map((doc) => ({ service: doc.serviceId, updatedAt: doc.updatedAt.toISOString(), values: JSON.parse(cipher.open(doc.valuesSealed, `draft.values:${doc._id}`)) as unknown })) },
        { title: PAPERS, records: papers.map(({ evidence, givenAt, validUntil }) => ({ evidence, givenAt: givenAt.toISOString(), validUntil })) },
        { title: APPLICATIONS, records: applications.flatMap((doc) => doc.versions.map(({ version, hash, at, contentSealed }) => ({ number: doc._id, version, at: at.toISOString(), hash, content: JSON.parse(cipher.open(contentSealed, `application.content:${doc._id}:${version}`)) as unknown }))) },
      ];
      return sections.filter(({ records }) => records.length > 0);
    },
    async erase(session, personId) {
      const drafts = await models.drafts.deleteMany({ personId }, { session });
      const kept = await models.applications.find({ personId }, { receivedAt: 1, fileIds: 1 }, { session }).sort({ receivedAt: -1 }).lean();
      const held = new Set(kept.flatMap(({ fileIds }) => fileIds));
      const papers = await models.papers.find({ personId }, null, { session }).lean();
      await files.letGo(session, papers.flatMap(({ fileIds }) => fileIds).filter((id) => !held.has(id)));
      await models.papers.deleteMany({ personId }, { session });
      const newest = kept[0]?.receivedAt;
      return {
        deleted: [...(drafts.deletedCount > 0 ? [DRAFTS] : []), ...(papers.length > 0 ? [PAPERS] : [])],
        kept: newest ? [{ what: APPLICATIONS, because: { zh: '机关档案管理规定：办件档案保管期限', en: 'Regulation on archives of public bodies' }, until: `${newest.getUTCFullYear() + KEPT_YEARS}${newest.toISOString().slice(4, 10)}` }] : [],
      };
    },
  };
}

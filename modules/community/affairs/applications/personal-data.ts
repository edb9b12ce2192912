import mongoose from 'mongoose';
import type { PersonalData } from '../../../kernel/personal-data.js';
import type { FileStore } from '../../../kernel/files/index.js';
import type { FieldCipher } from '../../../kernel/crypto/types.js';
import { keptByLaw, keptSince } from '../../rules/retention.js';
import type { ApplicationModels } from './model.js';

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
    async erase(session, personId, today) {
      const drafts = await models.drafts.deleteMany({ personId }, { session });
      const all = await models.applications.find({ personId }, { receivedAt: 1, fileIds: 1 }, { session }).sort({ receivedAt: -1 }).lean();
      const kept = all.filter(({ receivedAt }) => receivedAt >= keptSince(today));
      const over = all.filter((application) => !kept.includes(application));
      const papers = await models.papers.find({ personId }, null, { session }).lean();
      const held = new Set(kept.flatMap(({ fileIds }) => fileIds));
      await files.letGo(session, [...papers, ...over].flatMap(({ fileIds }) => fileIds).filter((id) => !held.has(id)));
      // What was added to drafts, or to nothing yet.
      await files.letGoLoose(session, personId);
      await models.papers.deleteMany({ personId }, { session });
      await models.applications.deleteMany({ _id: mongoose.trusted({ $in: over.map(({ _id }) => _id) }) }, { session });
      const newest = kept[0]?.receivedAt;
      return {
        deleted: [...(drafts.deletedCount > 0 ? [DRAFTS] : []), ...(papers.length > 0 ? [PAPERS] : []), ...(over.length > 0 ? [APPLICATIONS] : [])],
        kept: newest ? [keptByLaw(APPLICATIONS, newest)] : [],
      };
    },
  };
}

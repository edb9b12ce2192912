import { principalOf, type Caller } from '../../../kernel/caller.js';
import { Fault } from '../../../kernel/errors.js';
import type { Connection as Page, PageArgs } from '../../../kernel/pages.js';
import type { StoredFile } from '../../../kernel/files/index.js';
import { timePage } from '../../../kernel/time-pages.js';
import type { AffairsDeps } from './deps.js';
import { formWords } from '../forms/rules/words.js';
import { formOf } from './filling.js';
import type { ApplicationModels } from './model.js';
import { applicationOf } from './intake.js';
import { openedVersion } from './sealing.js';
import type { ApplicationEntity, ContentEntity } from './types.js';

const LIST = 'community.applications.list';
const READ = 'community.applications.read';
const UPLOAD = 'community.files.upload';
const DOWNLOAD = 'community.files.read';
/** So many of the latest applications with a paper are looked at. */
const MOST_USES = 100;

/** Reading what was handed in, and the files with it. */
export class ReadingService {
  readonly #deps: AffairsDeps;
  readonly #models: ApplicationModels;

  constructor(deps: AffairsDeps, models: ApplicationModels) {
    this.#deps = deps;
    this.#models = models;
  }

  /** Applications of the caller, or whom the caller acts for, the newest first. Throws FORBIDDEN and kin. */
  async list(caller: Caller, args: PageArgs): Promise<Page<ApplicationEntity>> {
    const { authoriser, audit } = this.#deps;
    const personId = principalOf(caller) ?? '';
    const subject = { type: 'application', id: 'list', personIds: [personId] };
    await authoriser.check(caller, LIST, subject);
    const page = await timePage(this.#models.applications, { filter: { personId }, by: 'receivedAt', order: -1, maxFirst: 50, defaultFirst: 20 }, args);
    await audit.read(caller, { action: LIST, subject, purpose: 'self' });
    return page.connect(page.docs.map(applicationOf));
  }

  /** An application by its number; for its person, who acts for them, and staff who work on it. Throws NOT_FOUND, FORBIDDEN and kin. */
  async find(caller: Caller, number: string): Promise<ApplicationEntity> {
    const doc = await this.#models.applications.findById(number).lean();
    await this.#mayRead(caller, READ, number, doc?.personId ?? null);
    if (!doc) throw new Fault('NOT_FOUND', { number });
    return applicationOf(doc);
  }

  /** What an application says in one of its versions, with the proof of its seal. As {@link find}, with a second factor; UNAVAILABLE where what is stored was tampered with. */
  async content(caller: Caller, number: string, wanted?: number | null): Promise<ContentEntity> {
    const { catalogue, files } = this.#deps;
    const doc = await this.#models.applications.findById(number).lean();
    await this.#mayRead(caller, 'community.applications.read-content', number, doc?.personId ?? null);
    const version = wanted ? doc?.versions.find((one) => one.version === wanted) : doc?.versions.at(-1);
    const service = doc && catalogue.version(doc.serviceId, doc.serviceVersion);
    if (!version || !service) throw new Fault('NOT_FOUND', { number });
    const opened = openedVersion(this.#deps, number, version);
    if (!opened) throw new Fault('UNAVAILABLE', { what: 'content of the application: its seal is broken', number });
    const { content, signing } = opened;
    const there = await files.list(content.papers.flatMap((paper) => paper.files.map(({ id }) => id)));
    // A file that is not what was handed in breaks the seal as a changed word does.
    const whole = content.papers.every((paper) => paper.files.every(({ id, hash }) => there.some((file) => file.id === id && file.hash === hash)));
    return {
      content, service, sections: formWords(formOf(service), content.values), seal: { hash: version.hash, by: signing.by, at: signing.at, genuine: opened.genuine && whole },
      papers: content.papers.map(({ inputId, files: own }) => ({ inputId, files: own.flatMap(({ id }) => there.find((file) => file.id === id) ?? []) })),
    };
  }

  /** Takes a file in for the caller, whom the caller acts for, or for a clerk's counter. Throws as `FileStore.put` does, FORBIDDEN and kin. */
  async upload(caller: Caller, name: string, bytes: Buffer): Promise<StoredFile> {
    const { authoriser, audit, files } = this.#deps;
    const personId = principalOf(caller) ?? '';
    const subject = { type: 'file', id: 'new', personIds: [personId] };
    await authoriser.check(caller, UPLOAD, subject);
    // What a clerk takes in at the counter is the clerk's until it is handed in for somebody.
    const file = await files.put({ ownerId: caller.post ? (caller.accountId ?? '') : personId, name, bytes });
    await audit.read(caller, { action: UPLOAD, subject: { type: 'file', id: file.id, personIds: caller.post ? [] : [personId] }, purpose: caller.post ? 'service' : 'self' });
    return file;
  }

  /** A file's bytes, for whose it is, who acts for them, and staff who work on an application with it; recorded. Throws NOT_FOUND, FORBIDDEN and kin. */
  async download(caller: Caller, id: string): Promise<{ readonly file: StoredFile; readonly bytes: Buffer }> {
    const { files } = this.#deps;
    const file = await files.find(id);
    const own = caller.post !== null && file?.ownerId === caller.accountId;
    const within = caller.post && !own ? await this.#workedOn(caller, id) : null;
    await this.#mayRead(caller, DOWNLOAD, within ?? id, own ? '' : (file?.ownerId ?? null), own);
    if (!file) throw new Fault('NOT_FOUND', { id });
    return { file, bytes: await files.read(id) };
  }

  /** The number of an application with a file, that a member of staff works on: a paper used again is in several. */
  async #workedOn(caller: Caller, fileId: string): Promise<string | null> {
    const all = await this.#models.applications.find({ fileIds: fileId }, { _id: 1 }).sort({ receivedAt: -1 }).limit(MOST_USES).lean();
    for (const { _id } of all) if (await this.#deps.cases.worksOn(caller, _id)) return _id;
    return null;
  }

  async #mayRead(caller: Caller, action: string, id: string, personId: string | null, own = false): Promise<void> {
    const { authoriser, audit, cases } = this.#deps;
    const subject = { type: 'application', id, personIds: personId === null || own ? [] : [personId] };
    await authoriser.check(caller, action, subject);
    // A post opens what its holder works on, and nothing else.
    if (caller.post && !own && personId !== caller.personId && !(await cases.worksOn(caller, id))) throw new Fault('FORBIDDEN');
    await audit.read(caller, { action, subject, purpose: caller.post ? 'service' : 'self' });
  }
}

import path from 'node:path';
import { mergeResolvers } from '@graphql-tools/merge';
import type { Resolvers } from '../../__generated__/resolvers.js';
import { districtDate } from '../../kernel/district-time.js';
import { SealedFiles, sweepFiles } from '../../kernel/files/index.js';
import type { LexiconSource } from '../../kernel/lexicon.js';
import type { TodoSource } from '../../kernel/todos.js';
import type { CommunityDeps, Feature } from '../deps.js';
import type { DocumentsService } from '../documents/index.js';
import { Attachments } from './applications/attachments.js';
import type { AffairsDeps } from './applications/deps.js';
import { createFileDoors } from './applications/doors.js';
import { DraftsService } from './applications/drafts.js';
import { applicationModels, createApplicationIndexes } from './applications/model.js';
import { Intake } from './applications/intake.js';
import { OpeningService } from './applications/opening.js';
import { OwedService } from './applications/owed.js';
import { applicationsPersonalData } from './applications/personal-data.js';
import type { Cases, ServiceCentres } from './applications/ports.js';
import { ReadingService } from './applications/reading.js';
import { createApplicationResolvers } from './applications/resolvers.js';
import { SubmissionService } from './applications/submission.js';
import { SupplementService } from './applications/supplement.js';
import { Catalogue } from './catalogue/catalogue.js';
import { CatalogueDesk } from './catalogue/desk.js';
import { EndingService } from './catalogue/endings.js';
import { createCatalogueResolvers, createServiceResolvers } from './catalogue/resolvers.js';
import { readSampleCatalogue } from './catalogue/sample.js';
import { CatalogueService } from './catalogue/service.js';
import { createServiceSheetDoors } from './catalogue/sheet.js';
import { catalogueTodos } from './catalogue/todos.js';
import { createSampleRecords } from './profile/records.js';
import { createProfileResolvers } from './profile/resolvers.js';
import { ProfileService } from './profile/service.js';

/** The affairs feature as `modules/community/index.ts` joins it. */
export interface Affairs extends Feature {
  /** What waits for the catalogue's editors and reviewers. */
  readonly todos: TodoSource;
  /** Names of the services, as people say them. */
  readonly lexicon: LexiconSource;
  readonly catalogue: Catalogue;
  readonly drafts: DraftsService;
  readonly opening: OpeningService;
  readonly submission: SubmissionService;
  readonly supplement: SupplementService;
  readonly owed: OwedService;
  readonly reading: ReadingService;
  readonly profile: ProfileService;
  readonly files: SealedFiles;
  /** Files that go with what is said in a case. */
  readonly attachments: Attachments;
}

/** What affairs stand on of the module's other features. */
export interface AffairsPorts {
  readonly documents: DocumentsService;
  /** What becomes of an application that was handed in. */
  readonly cases: Cases;
  /** Where an application belongs. */
  readonly centres: ServiceCentres;
}

/** Creates the affairs feature: the catalogue, what households have told, forms and applications. Nothing runs before `start`. */
export function createAffairs(deps: CommunityDeps, { documents, cases, centres }: AffairsPorts): Affairs {
  const { connection, clocks, directory, cipher } = deps;
  const sample = readSampleCatalogue(path.join(deps.dataFolder, 'district/affairs'));
  const clock = clocks.system;
  const today = (): string => districtDate(clock.now());
  const catalogue = new Catalogue({ ...deps, today, lifeEvents: sample.lifeEvents });
  const services = new CatalogueService({ ...deps, catalogue, centres, clock, today });
  const endings = new EndingService({ ...deps, service: services, catalogue, clock, today });
  const desk = new CatalogueDesk({ ...deps, catalogue });
  const records = createSampleRecords(path.join(deps.dataFolder, 'district/departments/records.json'));
  const profile = new ProfileService({ ...deps, clock, catalogue, records });
  const files = new SealedFiles({ connection, cipher, clock, scanner: deps.scanner, pieces: deps.pieces });
  const sweeping = sweepFiles(files, deps.logger);
  const models = applicationModels(connection);
  const all: AffairsDeps = { ...deps, catalogue, profile, records, files, documents, cases, centres };
  const drafts = new DraftsService(all, models);
  const intake = new Intake(all, models);
  const [opening, submission, reading] = [new OpeningService(all, models, drafts), new SubmissionService(all, models, drafts, intake), new ReadingService(all, models)];
  const [supplement, owed] = [new SupplementService(all, models, intake), new OwedService(all, models, intake)];
  return {
    resolvers: mergeResolvers<Resolvers, unknown>([
      createCatalogueResolvers({ service: services, endings, desk, catalogue, directory }), createServiceResolvers({ catalogue, directory }), createProfileResolvers(profile, directory), createApplicationResolvers({ drafts, opening, submission, supplement, owed, reading, catalogue, directory }),
    ]),
    routes: [...createFileDoors(reading), ...createServiceSheetDoors({ service: services, desk, directory })],
    personalData: [profile.personalData(), applicationsPersonalData(models, cipher, files)],
    templates: [],
    lexicon: catalogue.lexicon,
    todos: catalogueTodos({ catalogue, authoriser: deps.authoriser }),
    catalogue, drafts, opening, submission, supplement, owed, reading, profile, files, attachments: new Attachments(all, models),
    seed: () => services.seed(sample),
    async start() {
      await Promise.all([profile.createIndexes(), files.createIndexes(), createApplicationIndexes(models)]);
      await catalogue.start();
      sweeping.start();
    },
    async stop() {
      sweeping.stop();
      catalogue.stop();
    },
  };
}

import type { FileStore } from '../../../kernel/files/index.js';
import type { CommunityDeps } from '../../deps.js';
import type { DocumentsService } from '../../documents/index.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import type { DepartmentRecords } from '../profile/records.js';
import type { ProfileService } from '../profile/service.js';
import type { Cases, ServiceCentres } from './ports.js';

/** What applications stand on, beside what the module does. */
export interface AffairsDeps extends CommunityDeps {
  readonly catalogue: Catalogue;
  readonly profile: ProfileService;
  readonly records: DepartmentRecords;
  readonly files: FileStore;
  readonly documents: DocumentsService;
  readonly cases: Cases;
  readonly centres: ServiceCentres;
}

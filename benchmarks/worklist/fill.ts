import path from 'node:path';
import type { WorkingCalendar } from '../../modules/kernel/calendar.js';
import type { FieldCipher } from '../../modules/kernel/crypto/types.js';
import { projectRoot } from '../../modules/kernel/root.js';
import { readSampleCatalogue } from '../../modules/community/affairs/catalogue/sample.js';
import { WANG } from '../../modules/community/affairs/testing.js';
import { eventContext, stateContext, type CaseCollections, type CaseDocument, type CaseEventDocument, type CaseTaskDocument } from '../../modules/community/approval/cases/model.js';
import { lineOf, tasksOf } from '../../modules/community/approval/cases/projection.js';
import { replay } from '../../modules/community/approval/machine/apply.js';
import { asLines, carryOut } from '../../modules/community/approval/machine/log.js';
import type { Actor, CaseEvent, CaseState, Command } from '../../modules/community/approval/machine/types.js';
import { seededRandom } from '../lib/statistics.js';

const CENTRES = ['yueyang', 'yongfeng', 'fangsong', 'guangfulin', 'sheshan', 'sijing', 'university'].map((street) => `centre-${street}`);
const TEMPLATES = 600;
const BATCH = 1000;
const DAY_MS = 86_400_000;
const services = readSampleCatalogue(path.join(projectRoot(), 'data/district/affairs')).services.filter(({ approval }) => approval);

interface Template {
  readonly state: string;
  readonly line: Omit<CaseDocument, 'last4' | 'stateSealed' | 'papers'>;
  readonly tasks: readonly CaseTaskDocument[];
  readonly log: readonly CaseEvent[];
}

const NUMBER = '31019900000000000000';

/** A case of a sample service, handed in some days before `now` and worked on as far as chance has it, by the machine itself. */
function templateOf(random: () => number, calendar: WorkingCalendar, now: number): Template {
  const service = services[Math.floor(random() * services.length)]!; // within the list
  const centreId = CENTRES[Math.floor(random() * CENTRES.length)]!; // within the list
  const begun = now - Math.floor(random() * 12) * DAY_MS - Math.floor(random() * DAY_MS);
  const log = asLines(null, [{ type: 'received', number: NUMBER, serviceId: service.id, serviceVersion: 1, plan: service.approval!, applicantId: WANG.id, agentId: null, centreId, values: { category: 'catering', amount: 1000 }, papers: [], toFollow: [], committed: false, hash: '00' }], { by: { kind: 'applicant', accountId: 'a', personId: WANG.id }, at: begun, why: null }); // services have a plan, see above
  let state: CaseState = replay(log);
  const lines = [...log];
  const act = (organisationId: string, command: Command, at: number): void => {
    const by: Actor = { kind: 'staff', accountId: 'b', personId: `person-${organisationId}`, postId: 'p', organisationId, role: 'approver', supervises: false };
    const step = carryOut(state, command, { by, at: Math.min(now, Math.max(at, state.at)), why: '理由', calendar });
    if (!step.ok) return;
    state = step.state;
    lines.push(...step.lines);
  };
  if (random() < 0.75) act(centreId, { type: 'accept' }, begun + random() * 3 * DAY_MS);
  for (const { id, organisations } of state.steps) for (const organisation of organisations) if (random() < 0.3) act(organisation, { type: 'give-opinion', step: id, verdict: 'agree', text: '符合条件' }, begun + random() * 8 * DAY_MS);
  return { state: JSON.stringify(state), line: lineOf(state, calendar, now), tasks: tasksOf(state, calendar, now), log: lines };
}

/** Fills a database with open cases, sealed and indexed as real ones are. Seeded: the same every time. */
export async function fill(collections: CaseCollections, cipher: FieldCipher, calendar: WorkingCalendar, now: number, cases: number): Promise<void> {
  const random = seededRandom(6);
  const templates = Array.from({ length: TEMPLATES }, () => templateOf(random, calendar, now));
  for (let from = 0; from < cases; from += BATCH) {
    const made = Array.from({ length: Math.min(BATCH, cases - from) }, (_each, index) => copyOf(templates[(from + index) % TEMPLATES]!, String(310199_00000000_000000n + BigInt(from + index)), cipher)); // within the list
    await Promise.all([collections.cases.insertMany(made.map(({ line }) => line)), collections.events.insertMany(made.flatMap(({ events }) => events)), collections.tasks.insertMany(made.flatMap(({ tasks }) => tasks))]);
  }
}

function copyOf({ state, line, tasks, log }: Template, number: string, cipher: FieldCipher): { readonly line: CaseDocument; readonly tasks: CaseTaskDocument[]; readonly events: CaseEventDocument[] } {
  return {
    line: { ...line, _id: number, papers: [], last4: number, stateSealed: cipher.seal(state.replaceAll(NUMBER, number), stateContext(number)) },
    tasks: tasks.map((task) => ({ ...task, _id: task._id.replace(NUMBER, number), number })),
    events: log.map(({ seq, at, by, ...body }) => {
      const _id = `${number}:${seq}`;
      return { _id, number, seq, at: new Date(at), type: body.type, by, bodySealed: cipher.seal(JSON.stringify(body), eventContext(_id)) };
    }),
  };
}

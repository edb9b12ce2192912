import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectRoot } from '../../../kernel/root.js';
import { compileForm } from '../forms/schema.js';
import { ServiceDefinition } from './definition.js';
import { readSampleCatalogue } from './sample.js';

const { services, lifeEvents } = readSampleCatalogue(path.join(projectRoot(), 'data/district/affairs'));
const organisations = (JSON.parse(readFileSync(path.join(projectRoot(), 'data/district/people/organisations.json'), 'utf8')) as { id: string }[]).map(({ id }) => id); // the sample's own file

describe('the affairs of the sample district', () => {
  it('are the sixteen that everybody names', () => {
    expect(services.map(({ name }) => name.zh).sort()).toEqual(['社保卡补办', '居住证签注', '生育登记', '老年综合津贴', '灵活就业登记', '残疾人证申领', '医保参保登记', '失业登记', '公租房申请', '个体工商户登记', '食品经营许可', '临时救助', '独生子女父母奖励', '户口迁移指引', '养犬登记', '门头店招备案'].sort());
  });

  it.each(services.map((service) => [service.name.zh, service] as const))('%s is complete', (_name, service) => {
    expect(service.conditions.length).toBeGreaterThan(0);
    expect(service.inputs.filter(({ how }) => how === 'fetched').length).toBeGreaterThan(0);
    expect(service.legalBasis.every(({ law }) => law.length > 4)).toBe(true);
    expect(service.limits.promisedWorkingDays).toBeLessThanOrEqual(service.limits.legalWorkingDays);
    for (const id of service.lifeEvents) expect(lifeEvents.map((event) => event.id)).toContain(id);
    const named = [service.competentAuthority, ...service.inputs.flatMap(({ from }) => from ?? []), ...(service.approval?.steps ?? []).flatMap((step) => step.organisations), service.approval?.lead ?? 'centre'].filter((id) => id !== 'centre');
    for (const id of named) expect(organisations).toContain(id);
    expect(service.kind === 'guide').toBe(service.form === undefined);
    if (service.form) compileForm(service.form);
  });

  it('take patterns of one class and a count alone: an editor’s pattern runs on what residents write', () => {
    const dog = services.find(({ id }) => id === 'dog-registration');
    const asking = (pattern: string): unknown => ({ ...dog, form: { ...dog?.form, schema: { ...dog?.form?.schema, properties: { ...dog?.form?.schema.properties, chip: { ...dog?.form?.schema.properties.chip, pattern } } } } });
    expect(['^\\d{15}$', '^[A-Z0-9]{8,20}$'].filter((pattern) => !ServiceDefinition.safeParse(asking(pattern)).success)).toEqual([]);
    expect(['^(a+)+$', '.*', '^(?:\\d|\\d\\d)*$'].filter((pattern) => ServiceDefinition.safeParse(asking(pattern)).success)).toEqual([]);
  });

  it('belong to life events that each group some', () => {
    for (const { id } of lifeEvents) expect(services.filter((service) => service.lifeEvents.includes(id)).length).toBeGreaterThan(0);
  });
});

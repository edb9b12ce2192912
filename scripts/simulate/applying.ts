import type { FormDefinition, FormValues } from '../../modules/community/affairs/forms/rules/types.js';
import { photo } from '../../modules/community/affairs/applications/testing.js';
import { completed } from '../../modules/community/affairs/testing.js';
import type { Caller } from '../../modules/kernel/caller.js';
import type { Random } from '../drills/affairs/random.js';
import type { SimulatedDistrict, SimulatedResident } from './district.js';

/** How many of a hundred applications are for a service: roughly what a service centre is asked for. */
const SHARES: Readonly<Record<string, number>> = {
  'social-card-replacement': 17, 'residence-permit-endorsement': 16, 'health-insurance-registration': 13, 'unemployment-registration': 9, 'elderly-allowance': 9, 'flexible-employment': 7, 'sole-trader-registration': 6,
  'birth-registration': 5, 'dog-registration': 5, 'only-child-reward': 3, 'food-licence': 2, 'temporary-relief': 2, 'public-rental-housing': 2, 'disability-certificate': 2, 'shop-sign-filing': 2,
};
const SERVICES = Object.entries(SHARES).flatMap(([id, share]) => Array.from({ length: share }, () => id));

const FORM = 'service { form { schema steps } } values papers { inputId state }';
const RESULT = '__typename ... on Application { number } ... on FormIncomplete { faults { path message { zh } } }';

interface Form {
  readonly service: { readonly form: FormDefinition };
  readonly values: FormValues;
  readonly papers: readonly { readonly inputId: string; readonly state: string }[];
}
type Result = { readonly __typename: string; readonly number?: string; readonly faults?: readonly { readonly path: string; readonly message: { readonly zh: string } }[] };

/** A service that somebody comes for. */
export const wanted = (random: Random): string => random.one(SERVICES);

/** Applies by phone: opens the form, fills in what is not known, adds pictures of papers, saves a draft and hands it in. @returns the number; null where it was not taken */
export async function applyOnline(district: SimulatedDistrict, { caller }: SimulatedResident, serviceId: string, key: () => string): Promise<string | null> {
  const { applicationForm } = await district.ask<{ applicationForm: Form }>(caller, `query ($serviceId: ID!) { applicationForm(serviceId: $serviceId, anew: true) { ${FORM} } }`, { serviceId });
  const input = { serviceId, version: 0, values: completed(applicationForm.service.form, applicationForm.values), papers: await papersOf(district, caller.personId ?? '', applicationForm) };
  const { saveDraft } = await district.ask<{ saveDraft: { id: string; version: number } }>(caller, 'mutation ($input: DraftInput!, $key: String!) { saveDraft(input: $input, idempotencyKey: $key) { ... on ApplicationDraft { id version } } }', { input, key: key() });
  const { submitApplication } = await district.ask<{ submitApplication: Result }>(caller, `mutation ($input: SubmitInput!, $key: String!) { submitApplication(input: $input, idempotencyKey: $key) { ${RESULT} } }`, { input: { draftId: saveDraft.id, version: saveDraft.version }, key: key() });
  return numberOf(serviceId, submitApplication);
}

/** Applies at the counter, where a clerk types the card and scans the papers. @returns the number; null where it was not taken */
export async function applyAtCounter(district: SimulatedDistrict, clerk: Caller, { name, identifier }: SimulatedResident, serviceId: string, key: () => string): Promise<string | null> {
  const card = { name, identifier };
  const { counterForm } = await district.ask<{ counterForm: { __typename: string; form: Form } }>(clerk, `query ($serviceId: ID!, $card: CardInput!) { counterForm(serviceId: $serviceId, card: $card) { __typename ... on CounterForm { form { ${FORM} } } } }`, { serviceId, card });
  if (counterForm.__typename !== 'CounterForm') return null;
  const { form } = counterForm;
  const input = { serviceId, card, values: completed(form.service.form, form.values), papers: await papersOf(district, clerk.accountId ?? '', form), commitment: false, signedOnPaper: true };
  const { enterApplication } = await district.ask<{ enterApplication: Result }>(clerk, `mutation ($input: CounterInput!, $key: String!) { enterApplication(input: $input, idempotencyKey: $key) { ${RESULT} } }`, { input, key: key() });
  return numberOf(serviceId, enterApplication);
}

/** Brings what was asked for, with the form as it was. */
export async function supplement(district: SimulatedDistrict, { caller }: SimulatedResident, number: string, key: () => string): Promise<boolean> {
  const { applicationContent } = await district.ask<{ applicationContent: { values: FormValues } }>(caller, 'query ($number: ID!) { applicationContent(number: $number) { values } }', { number });
  const { supplementApplication } = await district.ask<{ supplementApplication: Result }>(caller, `mutation ($input: SupplementInput!, $key: String!) { supplementApplication(input: $input, idempotencyKey: $key) { ${RESULT} } }`, { input: { number, values: applicationContent.values, papers: [] }, key: key() });
  return supplementApplication.__typename === 'Application';
}

/** What a form was not taken for, by service and field: told at the end, for a form that nobody can fill in is a fault. */
export const refusals = new Map<string, number>();

function numberOf(serviceId: string, { number, faults = [] }: Result): string | null {
  for (const { path, message } of faults) {
    const why = `${serviceId} ${path}: ${message.zh}`;
    refusals.set(why, (refusals.get(why) ?? 0) + 1);
  }
  return number ?? null;
}

async function papersOf({ files }: SimulatedDistrict, ownerId: string, { papers }: Form): Promise<{ inputId: string; fileIds: string[] }[]> {
  const asked = papers.filter(({ state }) => state === 'ASKED');
  return Promise.all(asked.map(async ({ inputId }) => ({ inputId, fileIds: [(await files.put({ ownerId, name: `${inputId}.jpg`, bytes: await photo() })).id] })));
}

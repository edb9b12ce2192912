import { centreFaults } from '../../../modules/community/queue/rules/settings.js';
import type { CentreSettingsInput, CentreSettingsPartsFragment } from '../graphql/__generated__/operations.js';

/** A closed day as it is written; its English may be left out. */
export interface ClosureDraft {
  day: string;
  reasonZh: string;
  reasonEn: string;
}

/** A business as it is written. A field of numbers that is empty gives a text. */
export interface BusinessDraft {
  id: string;
  letter: string;
  nameZh: string;
  nameEn: string;
  usualMinutes: number | '';
  serviceIds: string[];
}

/** A window as it is written. */
export interface WindowDraft {
  number: number | '';
  businesses: string[];
  /** Whether a clerk has it open: it cannot go. */
  readonly open: boolean;
}

/** A centre's settings as they are written on the page. */
export interface CentreDraft {
  hours: { from: string; until: string }[];
  everyDay: boolean;
  businesses: BusinessDraft[];
  windows: WindowDraft[];
  slotMinutes: number | '';
  seatsPerWindow: number | '';
  bookableDays: number | '';
  closures: ClosureDraft[];
}

/** What is wrong with a draft, and where. */
export interface DraftFault {
  readonly field: string;
  readonly text: { readonly zh: string; readonly en: string };
}

/** A centre as it stands, to be written on. */
export function draftOf({ hours, everyDay, businesses, windows, slotMinutes, seatsPerWindow, bookableDays, closures }: CentreSettingsPartsFragment): CentreDraft {
  return {
    everyDay, slotMinutes, seatsPerWindow, bookableDays,
    hours: hours.map(({ from, until }) => ({ from, until })),
    businesses: businesses.map(({ id, letter, nameZh, nameEn, usualMinutes, serviceIds, serviceIdsNotOffered }) => ({ id, letter, nameZh, nameEn, usualMinutes, serviceIds: [...serviceIds, ...serviceIdsNotOffered] })),
    windows: windows.map(({ number, open, businesses: does }) => ({ number, open, businesses: does.map(({ id }) => id) })),
    closures: closures.map(({ day, reasonZh, reasonEn }) => ({ day, reasonZh, reasonEn: reasonEn === reasonZh ? '' : reasonEn })),
  };
}

/** A draft as the service takes it. A field that was left empty is 0, which does not hold. */
export function settingsOf({ hours, everyDay, businesses, windows, slotMinutes, seatsPerWindow, bookableDays, closures }: CentreDraft): CentreSettingsInput {
  return {
    everyDay, slotMinutes: Math.round(Number(slotMinutes)), seatsPerWindow: Math.round(Number(seatsPerWindow)), bookableDays: Math.round(Number(bookableDays)),
    // Who writes that it ends at midnight means the end of the day.
    hours: hours.map(({ from, until }) => ({ from, until: until === '00:00' ? '24:00' : until })),
    businesses: businesses.map(({ id, letter, nameZh, nameEn, usualMinutes, serviceIds }) => ({ id, letter: letter.trim().toUpperCase(), nameZh: nameZh.trim(), nameEn: nameEn.trim(), usualMinutes: Math.round(Number(usualMinutes)), serviceIds: [...serviceIds] })),
    windows: windows.map(({ number, businesses: does }) => ({ number: Math.round(Number(number)), businesses: [...does] })),
    closures: closures.map(({ day, reasonZh, reasonEn }) => ({ day, reasonZh: reasonZh.trim(), reasonEn: reasonEn.trim() || null })),
  };
}

/** Whether a draft is otherwise than the centre. */
export function isChanged(draft: CentreDraft, centre: CentreSettingsPartsFragment): boolean {
  return JSON.stringify(settingsOf(draft)) !== JSON.stringify(settingsOf(draftOf(centre)));
}

/** All that is wrong with a draft, by the rules that the service judges by; it knows more of services and halls. */
export function faultsOf(draft: CentreDraft): readonly DraftFault[] {
  const { closures, ...rest } = settingsOf(draft);
  return centreFaults({ ...rest, closures: closures.map(({ day, reasonZh, reasonEn }) => ({ day, reasonZh, reasonEn: reasonEn ?? null })) }, { hasService: null });
}

/** The faults at a place and below it: those of `windows.2` are of `windows.2.businesses`, too. */
export function faultsAt<T extends { readonly field: string }>(faults: readonly T[], place: string): T[] {
  return faults.filter(({ field }) => field === place || field.startsWith(`${place}.`));
}

/** The first letter that no business has; empty where all are taken. */
export function freeLetter(businesses: readonly Pick<BusinessDraft, 'letter'>[]): string {
  return [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].find((letter) => !businesses.some((each) => each.letter === letter)) ?? '';
}

/** The number after the highest. */
export function nextNumber(windows: readonly Pick<WindowDraft, 'number'>[]): number {
  return Math.max(0, ...windows.map(({ number }) => Number(number))) + 1;
}

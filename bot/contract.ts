/** What the assistant's part of the contract resolves from: plain data, ready to be sent. */

/** Parent of `BoardRow`. */
export interface BoardRowEntity {
  readonly route: string;
  readonly headsign: string;
  /** Epoch milliseconds. */
  readonly expectedAt: number;
  readonly etaSeconds: number;
  readonly stopsAway: number | null;
  readonly live: boolean;
}

/** Parent of `BoardCard`. */
export interface BoardCardEntity {
  readonly __typename: 'BoardCard';
  readonly stopId: string;
  readonly stopName: string;
  readonly routeId: string | null;
  readonly rows: readonly BoardRowEntity[];
}

/** Parent of `ListCard`. */
export interface ListCardEntity {
  readonly __typename: 'ListCard';
  readonly title: string;
  readonly items: readonly ListItemEntity[];
  readonly link: string | null;
}

/** Parent of `MapCard`. */
export interface MapCardEntity {
  readonly __typename: 'MapCard';
  readonly title: string;
  readonly places: readonly MapPlaceEntity[];
}

/** Parent of `FormCard`. */
export interface FormCardEntity {
  readonly __typename: 'FormCard';
  readonly title: string;
  readonly fields: readonly FormFieldEntity[];
}

/** Parent of `EmergencyCard`. */
export interface EmergencyCardEntity {
  readonly __typename: 'EmergencyCard';
  readonly title: string;
  readonly numbers: readonly EmergencyNumberEntity[];
}

/** Parent of the union `Card`, told apart by the type's name. */
export type CardEntity = BoardCardEntity | ListCardEntity | MapCardEntity | FormCardEntity | EmergencyCardEntity;

/** Parent of `ListItem`. */
export interface ListItemEntity {
  readonly title: string;
  readonly detail: string | null;
  readonly link: string | null;
}

/** Parent of `MapPlace`. */
export interface MapPlaceEntity {
  readonly name: string;
  readonly position: { readonly lat: number; readonly lon: number; readonly datum: 'WGS84' };
  readonly link: string | null;
}

/** Parent of `FormField`. */
export interface FormFieldEntity {
  readonly label: string;
  readonly value: string | null;
}

/** Parent of `EmergencyNumber`. */
export interface EmergencyNumberEntity {
  readonly name: string;
  readonly number: string;
}

/** Parent of `Chip`. */
export interface ChipEntity {
  readonly label: string;
  readonly action: 'SAY' | 'OPEN' | 'CALL' | 'SIGN_IN' | 'STEP_UP' | 'LOCATE';
  readonly value: string | null;
}

/** Parent of `Turn`. */
export interface TurnEntity {
  readonly id: string;
  /** Epoch milliseconds, system clock. */
  readonly at: number;
  readonly author: 'RESIDENT' | 'ASSISTANT' | 'STAFF';
  readonly text: string;
  readonly cards: readonly CardEntity[];
  readonly chips: readonly ChipEntity[];
  readonly notice: string | null;
  readonly asks: string | null;
  readonly intent: string | null;
  readonly done: boolean;
  readonly helpful: boolean | null;
}

/** How far a hand-over is. */
export type HandoverState = 'WAITING' | 'TAKEN' | 'ENDED' | 'LEFT';

/** Why a person was called. */
export type HandoverReason = 'ASKED' | 'FAILED';

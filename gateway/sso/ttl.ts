/** Lives of what the provider gives out, in seconds. */
export const TTL = {
  AccessToken: 15 * 60, AuthorizationCode: 60, DeviceCode: 10 * 60, IdToken: 3600, Interaction: 30 * 60,
  // All that rests on a sign-on is gone after a working day at the latest, used or not.
  RefreshToken: 12 * 3600, Session: 12 * 3600, Grant: 13 * 3600,
} as const;

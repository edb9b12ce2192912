/** How people ask for the next bus. */
export const arrivalsPhrases: readonly string[] = ['[route]还有多久到[stop]', '[stop]下一班车什么时候来'];
/** How people ask about a line. */
export const routeInfoPhrases: readonly string[] = ['[route]末班车几点', '[route]多久一班'];
/** How people look for a stop. */
export const nearbyStopsPhrases: readonly string[] = ['附近有公交站吗', '离我最近的车站在哪'];
/** How people ask for the way. */
export const tripPlanPhrases: readonly string[] = ['从[stop]到[stop]怎么坐车', '去[stop]坐几路车'];
/** How people ask about disturbances. */
export const alertsPhrases: readonly string[] = ['[route]今天改道吗', '[route]怎么停运了'];

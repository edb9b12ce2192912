/** How people ask for the next bus. */
export const arrivalsPhrases: readonly string[] = ['[route]还有多久到[stop]', '[stop]下一班车什么时候来'];

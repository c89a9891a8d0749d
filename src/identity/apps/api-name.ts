// The names that records are referred to by: letters, digits and single underscores, as the original has them.

/** Begins with a letter, does not end in an underscore, and has at most 80 characters. */
export const isApiName = (name: string): boolean => /^[A-Za-z](?:_?[A-Za-z0-9])*$/.test(name) && name.length <= 80;

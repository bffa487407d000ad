/**
 * A name as a service may have made it: without the blanks around it and doubled ones in it, in one case, and in the
 * compatible form of Unicode, which joins accents and narrows wide characters. Two names of one spelling are suspicious,
 * never the same.
 */
export const spellingOf = (name: string): string =>
  name.normalize('NFKC').replaceAll(/\s+/g, ' ').trim().toLowerCase().normalize('NFKC')

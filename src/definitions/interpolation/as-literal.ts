/** A string as a file has to say it, where a dollar sign begins a reference. */
export const asLiteral = (text: string): string => text.replaceAll('$', '$$$$')

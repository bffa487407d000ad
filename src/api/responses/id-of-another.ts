/** How a create call ended whose answer has the id of another instance, in the words that other ends are told in. */
export const idOfAnother = (id: string, name: string): string =>
  `the service answered with the id ${id}, which is that of another instance${name === '' ? '' : `, ${name}`}`

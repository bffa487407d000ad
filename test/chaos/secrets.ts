/** Planted where a person would put them; nothing that a run leaves may hold one. */
export const SECRETS = {
  apiKey: 'sk_planted_key_0f3a9c',
  token: 'hf_planted_token_71bd2e',
  password: 'planted_password_c44d10',
  /** What takes the place of the token at some time of a story. */
  rotated: 'hf_planted_rotated_5e90aa',
  /** What somebody else puts into a variable of an instance. */
  foreign: 'planted_foreign_value_2b6f81',
} as const

import { describe, expect, it } from 'vitest'
import { gitEnvironment } from '../../../../src/ledger/git-store/git-environment.ts'

describe('what git gets of the environment', () => {
  it('is what signs in, and what reaches the network', () => {
    const needed = {
      HOME: '/home/me',
      SSH_AUTH_SOCK: '/run/agent',
      GIT_ASKPASS: '/usr/bin/ask',
      GIT_SSH_COMMAND: 'ssh -i key',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'http.extraheader',
      GIT_CONFIG_VALUE_0: 'A: b',
      GITHUB_TOKEN: 'ghs_1',
      GIT_PASSWORD: 'of a helper',
      https_proxy: 'http://proxy:3128',
    }
    expect(gitEnvironment(needed)).toMatchObject(needed)
  })

  it.each([
    'GIT_DIR',
    'GIT_WORK_TREE',
    'GIT_INDEX_FILE',
    'GIT_OBJECT_DIRECTORY',
    'GIT_NAMESPACE',
    'GIT_TRACE',
    'GIT_TRACE_CURL',
    'GIT_TRACE2_EVENT',
    'git_dir',
  ])('is not %s', (name) => {
    expect(Object.keys(gitEnvironment({ [name]: 'x' }))).not.toContain(name)
  })

  it('is no API key, under whatever name', () => {
    const environment = gitEnvironment(
      {
        PPIO_API_KEY: 'sk_1',
        NOVITA_TEAM_API_KEY: 'sk_2',
        GPU_KEY: 'sk_3',
        COPY: 'sk_1',
        OTHER_COPY: 'sk_3',
        EMPTY_API_KEY: '',
        EMPTY: '',
      },
      ['GPU_KEY'],
    )
    expect(JSON.stringify(environment)).not.toContain('sk_')
    expect(environment).toHaveProperty('EMPTY', '')
  })

  it('keeps variables that are empty where a key is empty', () => {
    expect(gitEnvironment({ PPIO_API_KEY: '', EMPTY: '' })).toHaveProperty('EMPTY', '')
  })

  it('has no program from where git happens to run', () => {
    expect(gitEnvironment({ PATH: '/usr/bin:.::node_modules/.bin:/bin' }).PATH).toBe(
      '/usr/bin:/bin',
    )
  })

  it('lets a person allow fewer protocols, and no more', () => {
    expect(gitEnvironment({}).GIT_ALLOW_PROTOCOL).toBe('file:http:https:ssh')
    expect(gitEnvironment({ GIT_ALLOW_PROTOCOL: 'ext:https' }).GIT_ALLOW_PROTOCOL).toBe('https')
  })

  it('asks nothing, and speaks English', () => {
    expect(gitEnvironment({ LC_ALL: 'zh_CN.UTF-8', GIT_TERMINAL_PROMPT: '1' })).toMatchObject({
      LC_ALL: 'C',
      GIT_TERMINAL_PROMPT: '0',
    })
  })
})

import { describe, expect, it } from 'vitest'
import { targetProblem } from '../../../worker/notify/target-guard.ts'

describe('where a webhook may go', () => {
  it.each([
    'https://hooks.agency.example/alerts',
    'https://hooks.agency.example:8443/a?b=c',
    'https://xn--bckerei-5wa.example/',
  ])('%s: yes', (url) => expect(targetProblem(url, 'production')).toBeNull())

  it.each([
    'http://hooks.agency.example/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://0x7f000001/',
    'https://2130706433/',
    'https://0177.0.0.1/',
    'https://10.0.0.5/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://100.64.0.1/',
    'https://8.8.8.8/',
    'https://[::1]/',
    'https://[fd00::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://localhost/',
    'https://localhost./',
    'https://db.internal/',
    'https://printer.local/',
    'https://x.home.arpa/',
    'https://intranet/',
    'https://user:pass@hooks.agency.example/',
    'https://hooks.agency.example:22/',
    'ftp://hooks.agency.example/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'hooks.agency.example',
    '',
    `https://hooks.agency.example/${'a'.repeat(2_000)}`,
  ])('%s: no', (url) => expect(targetProblem(url, 'production')).not.toBeNull())

  it('allows this machine in development only, and no other address', () => {
    expect(targetProblem('http://127.0.0.1:4000/x', 'development')).toBeNull()
    expect(targetProblem('http://127.0.0.1:4000/x', 'production')).not.toBeNull()
    expect(targetProblem('http://10.0.0.1/', 'development')).not.toBeNull()
    expect(targetProblem('http://localhost/', 'development')).not.toBeNull()
  })
})

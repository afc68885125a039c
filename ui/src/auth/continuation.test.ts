import { describe, expect, it, vi } from 'vitest'
import { continuation, leave } from '@/auth/continuation'
import type { SignInResult } from '@/shared/api/paths'

function signedInAs(role: string): SignInResult {
  return { redirect: false, token: 't', user: { role } as SignInResult['user'] }
}

describe('continuation', () => {
  it('resumes the authorization that the server answers with', () => {
    const url = 'https://app.example/cb?code=1'
    expect(continuation({ redirect: true, url }, '?redirectTo=/profile')).toEqual({ kind: 'leave', url })
  })

  it('stops for a second factor', () => {
    expect(continuation({ twoFactorRedirect: true }, '')).toEqual({ kind: 'step', page: '/verify-mfa' })
    expect(continuation({ twoFactorRedirect: true, enrol: true }, '')).toEqual({
      kind: 'step',
      page: '/enroll-mfa',
    })
  })

  it('waits for the mail of whoever registered without getting a session', () => {
    const { user } = signedInAs('user')
    expect(continuation({ token: null, user: user! }, '')).toEqual({ kind: 'verifyEmail' })
    expect(continuation({ user: user! }, '')).toEqual({ kind: 'verifyEmail' })
  })

  it('leaves it to the console where somebody belongs whom a passkey signed in', () => {
    expect(continuation({ session: { id: 's' } as SignInResult['session'] & object }, '')).toEqual({
      kind: 'leave',
      url: '/admin',
    })
  })

  it('leads whoever has a password that others know to where it is changed, unless something waits', () => {
    const warned = { ...signedInAs('user'), passwordCompromised: true }
    expect(continuation(warned, '')).toEqual({ kind: 'leave', url: '/profile/security' })
    expect(continuation(warned, '?redirectTo=%2Fdevice')).toEqual({ kind: 'leave', url: '/device' })
  })

  it('goes back to where the person came from', () => {
    expect(continuation(signedInAs('user'), '?redirectTo=%2Fadmin%2Fapplications')).toEqual({
      kind: 'leave',
      url: '/admin/applications',
    })
  })

  it.each([
    ['superadmin', '/admin'],
    ['admin', '/admin'],
    ['user', '/profile'],
    ['user,admin', '/profile'],
  ])('without a wish shows %s %s', (role, url) => {
    expect(continuation(signedInAs(role), '?redirectTo=//evil.example')).toEqual({ kind: 'leave', url })
  })
})

describe('leave', () => {
  it('follows addresses of applications, native ones included', () => {
    const assign = vi.spyOn(location, 'assign').mockReturnValue()
    leave('com.example.app:/callback?code=1')
    expect(assign).toHaveBeenCalledWith('com.example.app:/callback?code=1')
  })

  it.each(['javascript:alert(1)', ' JavaScript:alert(1)', 'data:text/html,x'])('refuses %s', (url) => {
    const assign = vi.spyOn(location, 'assign').mockReturnValue()
    expect(() => {
      leave(url)
    }).toThrow('refused address')
    expect(assign).not.toHaveBeenCalled()
  })
})

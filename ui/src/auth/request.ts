import { ref } from 'vue'
import { publicClient } from '@/auth/account'
import { useAction } from '@/auth/action'
import { currentSession, signOut } from '@/auth/session'
import { clientId, oauthQuery, pageQuery } from '@/auth/query'
import { ApiError } from '@/shared/api/errors'

type Session = NonNullable<Awaited<ReturnType<typeof currentSession>>>
type Client = Awaited<ReturnType<typeof publicClient>>

/**
 * The authorization request a signed-in person has to answer: who asks, and as whom. Without a session the
 * browser goes to the sign-in page, keeping the request.
 */
export function useAuthorizationRequest() {
  const search = pageQuery()
  const query = oauthQuery(search)
  const session = ref<Session>()
  const client = ref<Client>()
  const { busy, failure, run } = useAction()

  function toSignIn() {
    location.replace(`/login${search}`)
  }

  async function load() {
    if (query === undefined) {
      failure.value = new ApiError(400, 'invalid_signature', '')
      return
    }
    try {
      const current = await currentSession()
      if (current === null) {
        toSignIn()
        return
      }
      client.value = await publicClient(clientId(search) ?? '')
      session.value = current
    } catch (cause) {
      failure.value = cause
    }
  }

  function useAnotherAccount() {
    return run(async () => {
      await signOut()
      toSignIn()
    })
  }

  void load()
  return { query: query ?? '', session, client, failure, busy, run, useAnotherAccount }
}

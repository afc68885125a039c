import { readNote, writeNote } from '@/shared/lib/storage'

const key = 'passwordCompromised'

/**
 * Remembers, from page to page of one sign-in, that its password is known to others: what waits for the sign-in goes
 * on all the same. Who signs in next starts without it.
 */
export const passwordNote = {
  write() {
    writeNote(key, 'yes')
  },
  written(): boolean {
    return readNote(key) !== null
  },
  forget() {
    writeNote(key, null)
  },
}

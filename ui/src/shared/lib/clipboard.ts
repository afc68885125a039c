/**
 * Puts a text on the clipboard. Over plain http, as on a first installation without a certificate, browsers have no
 * clipboard interface; the older command still works there.
 */
export async function copyText(text: string): Promise<void> {
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- absent in insecure contexts
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text)
    return
  }
  const area = document.createElement('textarea')
  area.value = text
  area.readOnly = true
  area.className = 'fixed opacity-0'
  const focused = document.activeElement
  // Inside an open dialog, so that its focus trap lets the selection be.
  const host = focused?.closest('[role=dialog]') ?? document.body
  host.append(area)
  area.select()
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way without a secure context
  const done = document.execCommand('copy')
  area.remove()
  if (focused instanceof HTMLElement) focused.focus()
  if (!done) throw new Error('the browser refused to copy')
}

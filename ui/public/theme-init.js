// Runs before the first paint, so that neither the theme nor the language flashes.
;(function () {
  var root = document.documentElement
  var theme = null
  var locale = null
  try {
    theme = localStorage.getItem('theme')
    locale = localStorage.getItem('locale')
  } catch {
    // Storage is refused in some private windows; the system's choice applies.
  }
  var dark = theme ? theme === 'dark' : !matchMedia('(prefers-color-scheme: light)').matches
  root.classList.toggle('dark', dark)
  root.classList.toggle('light', !dark)
  root.lang = locale || (/^fr\b/i.test(navigator.language) ? 'fr' : 'en')
})()

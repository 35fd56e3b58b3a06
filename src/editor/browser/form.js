// What the server would say of the form, while one types: the same rules, asked of the server.
const form = document.querySelector('form[data-check]')
const said = form?.querySelector('.checking')
const WAIT = 600

if (form) {
  let timer
  let asked = 0
  // What the server has said already stays said until it is mended.
  const touched = new Set([...form.querySelectorAll('[aria-invalid]')].map(({ id }) => id))
  const later = () => {
    clearTimeout(timer)
    timer = setTimeout(check, WAIT)
  }
  form.addEventListener('input', ({ target }) => {
    if (target.name) touched.add(target.id)
    later()
  })
  // A field that was left is looked at too, without waiting.
  form.addEventListener('focusout', ({ target }) => {
    if (target.name && touched.has(target.id)) later()
  })

  async function check() {
    const mine = ++asked
    let errors
    try {
      const answer = await fetch(form.dataset.check, {
        method: 'POST',
        body: new URLSearchParams(new FormData(form)),
      })
      if (!answer.ok) return
      errors = (await answer.json()).errors
    } catch {
      return // away for now: saving says what is wrong
    }
    // What was typed since is asked anew.
    if (mine !== asked) return
    for (const field of form.querySelectorAll('[aria-invalid]')) clear(field)
    const shown = errors.filter(({ field }) => field && seen(field))
    for (const { field, text } of shown) mark(field, text)
    const text = shown.length > 0 ? shown.map((each) => each.text).join(' ') : form.dataset.fine
    if (said.textContent !== text) said.textContent = text
  }

  /** What nobody has come to yet is not wrong yet; one span's other end is. */
  function seen(id) {
    if (touched.has(id)) return true
    const pair = id.replace(/-(from|to|days|first|last)$/, '')
    return [...touched].some((each) => each.replace(/-(from|to|days|first|last)$/, '') === pair)
  }

  function mark(id, text) {
    const field = document.getElementById(id)
    if (!field || field.type === 'hidden') return
    const note = document.createElement('p')
    note.className = 'error'
    note.id = `${id}-error`
    note.textContent = text
    const span = field.closest('.span')
    const group = field.closest('fieldset.field')
    if (span) span.querySelector('.span-errors').append(note)
    else if (field.matches('[type=checkbox], [type=radio]') && group)
      group.querySelector('legend').after(note)
    else field.before(note)
    field.setAttribute('aria-invalid', 'true')
    describe(field, (ids) => [note.id, ...ids])
  }

  function clear(field) {
    field.removeAttribute('aria-invalid')
    document.getElementById(`${field.id}-error`)?.remove()
    const without = (ids) => ids.filter((each) => each !== `${field.id}-error`)
    describe(field, without)
    const group = field.closest('fieldset.field')
    if (group) describe(group, without)
  }

  function describe(field, change) {
    const ids = change((field.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean))
    if (ids.length > 0) field.setAttribute('aria-describedby', ids.join(' '))
    else field.removeAttribute('aria-describedby')
  }

  copyMonday(later)
}

function copyMonday(changed) {
  const week = form.querySelector('.week')
  const copy = week?.querySelector('.copy')
  if (!copy) return
  copy.hidden = false
  copy.querySelector('button').addEventListener('click', () => {
    const times = [...week.querySelectorAll('[name^="mo-"]')]
    for (const day of ['tu', 'we', 'th', 'fr']) {
      for (const field of week.querySelectorAll(`[name^="${day}-"]`)) field.value = ''
      const spans = week.querySelector(`[name="${day}-1-from"]`).closest('.spans')
      for (const from of times) {
        const name = from.name.replace('mo-', `${day}-`)
        const field = week.querySelector(`[name="${name}"]`) ?? another(spans, name)
        field.value = from.value
      }
    }
    const weekly = form.querySelector('[name="hours"][value="weekly"]')
    if (weekly) weekly.checked = true
    copy.querySelector('[role=status]').textContent = week.dataset.copied
    changed()
  })
}

/** A span that the day has no fields for yet. */
function another(spans, name) {
  const first = spans.querySelector('.span')
  const span = first.cloneNode(true)
  span.querySelector('.span-errors').replaceChildren()
  const n = name.split('-')[1]
  for (const field of span.querySelectorAll('input')) {
    const [day, , end] = field.name.split('-')
    field.id = field.name = `${day}-${n}-${end}`
    field.value = ''
    field.removeAttribute('aria-describedby')
    field.removeAttribute('aria-invalid')
    field.setAttribute('aria-label', field.getAttribute('aria-label').replace(/\(\d+\)/, `(${n})`))
  }
  spans.append(span)
  return span.querySelector(`[name="${name}"]`)
}

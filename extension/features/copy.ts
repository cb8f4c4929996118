/**
 * Copies what a field shows. The field is marked first: where the page's policy forbids the clipboard, the text
 * can still be copied by hand.
 */
export async function copyField(field: HTMLInputElement | HTMLTextAreaElement | null): Promise<boolean> {
  if (!field) return false
  field.focus()
  field.select()
  try {
    await navigator.clipboard.writeText(field.value)
    return true
  } catch {
    return false
  }
}

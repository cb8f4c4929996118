export const alertSettings = {
  'alerts.title': 'Alerts',
  'alerts.why':
    'Your worker tells each of these once when it begins and once when it is over, also while no browser is open.',
  'alerts.signedOut': 'Alerts are sent by your worker. Connect it above to see and change who is told.',
  'alerts.loading': 'Reading the alert settings…',
  'alerts.retry': 'Try again',
  'alerts.ownerOnly': 'Only the owner of the agency changes these.',

  'who.title': 'Who is told',
  'who.emails': 'E-mail addresses',
  'who.emailsHint': 'One a line, at most 10. Empty: no e-mail.',
  'who.badEmail': '{email} is no e-mail address. Correct it, one address a line.',
  'who.tooManyEmails': 'At most 10 addresses. Take some out, or use a shared mailbox.',
  'who.noMail':
    'This worker has no mail service yet, so nothing is e-mailed. How to set one up is in docs/alerts.md.',
  'who.webhook': 'Webhook',
  'who.webhookHint': 'An https address that gets each alert, signed after Standard Webhooks. Empty: none.',
  'who.badWebhook':
    'This is no address of a webhook. It needs https:// and a public name, without a password.',
  'who.noSign':
    'This worker has no SECRETS_KEY to keep a signing secret with, so no webhook can be set. See docs/alerts.md.',
  'who.locale': 'Language of the messages',
  'who.en': 'English',
  'who.de': 'Deutsch',
  'who.none': 'nobody',
  'who.hostOnly': 'Viewers see the host alone.',

  'what.title': 'What is sent',
  'what.why': 'What is not ticked still stands in the side panel’s alerts.',
  'what.wallets': 'Wallets and payments',
  'what.losses': 'Money lost unnoticed',
  'what.muted': 'Not sent',
  'what.all': 'everything is sent',

  'when.title': 'Thresholds',
  'when.why': 'They hold for every client, in the client’s own currency. Empty: what stands below the field.',
  'when.clients': 'Clients with thresholds of their own, which come before these: {count}.',
  'when.lowBalanceHint': 'Empty: the client’s reload threshold, unless its reload works.',
  'when.lowBalanceEmpty': 'the client’s reload threshold',
  'when.runwayDaysHint': 'Empty: 3 days. 0: never.',
  'when.runwayDaysEmpty': '3 days',
  'when.marginFloorHint': 'Over 30 days, before card fees. Empty: 0%.',
  'when.marginFloorEmpty': '0%',
  'when.lossFloorHint': 'Smaller ones over 30 days are not told. Empty: 1.00.',
  'when.lossFloorEmpty': '1.00',

  'save.save': 'Save alerts',
  'save.saving': 'Saving…',
  'save.discard': 'Discard changes',
  'save.dirty': 'Not saved yet.',
  'save.saved': 'Saved. The worker looks at every client anew with these.',
  'save.wrong': 'Nothing was saved: correct the fields marked above.',
  'save.changed': 'Somebody else changed these settings in the meantime. This stands now:',
  'save.changedNext':
    'Nothing of yours is saved yet. What you did not touch shows theirs; save again to put yours on top, or discard your changes.',

  'secret.title': 'Signing secret of the webhook',
  'secret.once': 'This is shown once. Put it where your receiver checks signatures.',
  'secret.copy': 'Copy',
  'secret.copied': 'Copied.',
  'secret.notCopied': 'The browser did not copy it. It is marked: copy it by hand.',
  'secret.new': 'New signing secret…',
  'secret.ask': 'Make a new signing secret?',
  'secret.what':
    'The old one stops at once: messages fail the receiver’s check until it knows the new one. Changes not saved yet stay in the form.',
  'secret.make': 'Make a new one',
  cancel: 'Cancel',
} as const

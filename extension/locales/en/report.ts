export const report = {
  'report.button': 'Something wrong here?',
  'report.title': 'Report a wrong page',
  'report.text':
    'This is all there is in the report: what was looked for on this page and what was found. No ids, no names, no amounts. Nothing is sent: copy it into your message.',
  'report.label': 'Report',
  'report.copy': 'Copy report',
  'report.copied': 'Copied.',
  'report.close': 'Close',
} as const

/** When staff are told about one client: its own thresholds, in its panel. */
export const clientAlerts = {
  fact: 'Alerts',
  none: 'as for all clients',
  some: '{count} {count|threshold|thresholds} of its own',
  change: 'Change',
  title: 'When you are told about {client}',
  why: 'What is not its own follows the agency. Losses and margins are those of 30 days, before card fees.',
  agency: 'Agency’s: {value}',
  default: 'Default: {value}',
  reload: 'reload threshold',
  own: 'Its own',
  never: 'Never',
  value: '{threshold}, its own',
  save: 'Save',
  saving: 'Saving …',
  saved: 'Saved.',
  cancel: 'Cancel',
  overtaken:
    'Somebody else changed these in between: {changes}. Nothing of yours is saved yet. What you did not touch shows theirs; save again, or cancel.',
  now: '{threshold} {value}',
} as const

/** From when on staff are told: for the agency in the options, for a client in its panel. */
export const thresholds = {
  'when.lowBalance': 'Balance below',
  'when.runwayDays': 'Balance lasts less than',
  'when.marginFloor': 'Margin of a service below',
  'when.lossFloor': 'Losses from',
  'when.days': 'days',
  'when.dayCount': '{days} {days|day|days}',
  'when.never': 'never',

  'error.number': 'Enter a number such as {example}.',
  'error.negative': 'Not below 0.',
  'error.tooLarge': 'At most {most}.',
  'error.days': 'Whole days from 0 to 90.',
  'error.share': 'A percentage from −100 to 100 with at most 4 decimals.',
  'error.decimals': 'At most 9 decimals.',
} as const

/** Whose an account of an outside system is: a CloseBot source's page. */
export const account = {
  'what.closebot': 'CloseBot source',
  'what.other': 'source at {system}',

  'connect.title': 'Which client is this?',
  'connect.text':
    'No client of yours is connected to this {what} yet ({account}). Choose whose it is: wallet, prices and margins then stand here.',
  'connect.ownerOnly':
    'No client of yours is connected to this {what} yet ({account}). Only the owner of the agency connects one. Ask them, then look again.',
  'connect.again': 'Look again',
  'connect.choose': 'Connect',
  'connect.yes': 'Connect to {client}',
  'connect.pending': 'Connecting …',

  'pick.search': 'Search a client by name or id',
  'pick.legend': 'Clients',
  'pick.reading': 'Reading your clients …',
  'pick.empty': 'There are no clients yet. Import them first, then connect this page.',
  'pick.none': 'No client fits “{query}”.',
  'pick.more': '{count} more. Type more of the name to see them.',
  'pick.notAll': 'Only {count} of your clients are searched here. Type the whole id of any other.',
  'pick.byId': 'the client with this id',

  'whose.change': 'Change',
  'whose.changeOf': '{client}: change whose {what} this is',
  'whose.saved': 'Connected.',

  'change.title': 'Whose {what} is this?',
  'change.text':
    'It is connected to {client}. Another client counts from now on: what was booked stays with {client}, and for a minute usage may still come in there.',
  'change.choose': 'Move',
  'change.yes': 'Move to {client}',
  'change.pending': 'Moving …',
  'change.disconnect': 'Disconnect …',
  'change.cancel': 'Cancel',

  'disconnect.title': 'Disconnect this {what} from {client}?',
  'disconnect.text':
    'This page then belongs to no client. What was booked stays with {client}. Usage that is reported for it waits until somebody connects it again.',
  'disconnect.back': 'Back',
  'disconnect.yes': 'Disconnect',
  'disconnect.pending': 'Disconnecting …',

  'fail.ownerOnly': 'Only the owner of the agency connects, moves or disconnects one. Nothing was changed.',
  'fail.taken':
    'It is connected already, to a client that is not yours. Check that you are signed in to the right agency. Nothing was changed.',
  'fail.moved': 'Somebody else was faster: it is connected to {client} now. Nothing was changed by you.',
  'fail.left': 'Somebody else disconnected it in between. Nothing was changed by you: choose whose it is.',
  'fail.gone': 'This client is not in Rebill Lens any more. Choose another. Nothing was changed.',
} as const

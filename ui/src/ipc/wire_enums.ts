// The words of the wire that come as strings: each union lists exactly what the program sends.

/** What kind of failure a problem is. */
export type ProblemCode =
  | 'signInNeeded'
  | 'signInTimedOut'
  | 'signInDenied'
  | 'portalRefused'
  | 'notAssigned'
  | 'throttled'
  | 'unreachable'
  | 'unexpectedAnswer'
  | 'keychainLocked'
  | 'keychainAbsent'
  | 'keychainDenied'
  | 'keychainFull'
  | 'keychainItemCorrupt'
  | 'keychainSlow'
  | 'keychainFailed'
  | 'noBrowser'
  | 'redirectFailed'
  | 'busy'
  | 'noClipboard'
  | 'settingsUnreadable'
  | 'settingsUnwritable'
  | 'stateStoreFailed'
  | 'consoleRefused'
  | 'credentialsRefused'
  | 'wrongInput'
  | 'noMatch'
  | 'ambiguous'
  | 'bug'
  | 'clockAhead'
  | 'limitReached'
  | 'confirmationNeeded';

/** What a history entry records. */
export type HistoryEvent =
  | 'signed-in'
  | 'signed-out'
  | 'issued'
  | 'renewed'
  | 'given'
  | 'copied'
  | 'console-opened'
  | 'stopped'
  | 'limit-reached'
  | 'denied'
  | 'default-changed';

/** Which part of Rolecall acted. */
export type Surface = 'window' | 'tray' | 'notification' | 'command' | 'credential-process' | 'keeper';

/** A label colour. */
export type Colour = 'red' | 'orange' | 'amber' | 'green' | 'teal' | 'blue' | 'purple' | 'pink';

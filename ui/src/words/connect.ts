// Connecting a portal, and signing in.
import { name } from './names';
import { times } from './times';

export const connect = {
  title: 'Connect your AWS access portal',
  titleMore: 'Add another portal',
  lead: 'Paste its address. Your organization may call it the start page or the SSO link.',
  address: 'Portal address',
  addressPlaceholder: 'https://your-organization.awsapps.com/start',
  addressHelp: 'Its name or ID alone is enough, such as acme or d-1234567890.',
  /** An id or an alias is short for this address. */
  useAddress: (url: string) => `Use ${name(url)}`,
  region: 'Region',
  regionFound: 'Found automatically in the address.',
  regionPlaceholder: 'Choose a region',
  regionHelp: 'The region of your IAM Identity Center. Ask its administrator if you are unsure.',
  regionNone: 'No matching region',
  identityCenter: 'Sign in at',
  identityCenterPlaceholder: 'https://your-organization.awsapps.com/start',
  identityCenterHelp: 'Start URL of the IAM Identity Center that you sign in with.',
  /** The portal of the same region is the only one. */
  identityCenterFound: (portal: string) => `The same as for ${name(portal)}.`,
  name: 'Name',
  namePlaceholder: 'acme',
  nameHelp: 'What Rolecall calls this portal.',
  nameTaken: (portal: string) => `A portal named ${name(portal)} already exists.`,
  advanced: 'Advanced',
  endpoint: 'Endpoint URL',
  endpointPlaceholder: 'http://127.0.0.1:4566',
  endpointHelp: 'For an emulator on this computer. Leave empty for AWS.',
  submit: 'Sign in with your browser',
  submitCode: 'Sign in with a code instead',
  submitCodeHelp: 'for a browser on another device',
  noPortalQuestion: 'No portal, but a certificate or a token?',
  demoQuestion: 'No AWS account at hand?',
  demo: 'Try a demo organization',
  demoStarting: 'Starting the demo…',
  status: 'No portal connected',
  missing: {
    address: 'Enter the address of your portal.',
    region: 'Choose a region.',
    identityCenter: 'Enter the start URL of your IAM Identity Center.',
    name: 'Enter a name for the portal.',
  },
};

export const signIn = {
  title: (portal: string) => `Signing in to ${name(portal)}`,
  opened: 'Rolecall opened your browser. Finish signing in there, then come back.',
  notOpened: 'Rolecall could not open a browser. Copy the link and open it yourself.',
  done: (portal: string, expiresAt: number | null) =>
    expiresAt === null ? `Signed in to ${name(portal)}` : `Signed in to ${name(portal)} until ${times.at(expiresAt)}`,
  codeLead: 'Open the page and check that it shows this code:',
  code: 'Code',
  warning: 'Only continue if you started this yourself. Whoever sent you a code gets your access if you confirm it.',
  left: (time: string) => `${time} left`,
  reopen: 'Open again',
  openPage: 'Open the page',
  copyLink: 'Copy link',
  copyCode: 'Copy code',
  useCode: 'Use a code instead',
  useBrowser: 'Use your browser',
  cancel: 'Cancel',
};

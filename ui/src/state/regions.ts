// The AWS regions a portal or a console can be in, by code and name. https://docs.aws.amazon.com/global-infrastructure/
export type Region = { code: string; name: string };

const table = `us-east-1 N. Virginia
us-east-2 Ohio
us-west-1 N. California
us-west-2 Oregon
af-south-1 Cape Town
ap-east-1 Hong Kong
ap-east-2 Taipei
ap-northeast-1 Tokyo
ap-northeast-2 Seoul
ap-northeast-3 Osaka
ap-south-1 Mumbai
ap-south-2 Hyderabad
ap-southeast-1 Singapore
ap-southeast-2 Sydney
ap-southeast-3 Jakarta
ap-southeast-4 Melbourne
ap-southeast-5 Malaysia
ap-southeast-6 New Zealand
ap-southeast-7 Thailand
ca-central-1 Central Canada
ca-west-1 Calgary
eu-central-1 Frankfurt
eu-central-2 Zurich
eu-north-1 Stockholm
eu-south-1 Milan
eu-south-2 Spain
eu-west-1 Ireland
eu-west-2 London
eu-west-3 Paris
il-central-1 Tel Aviv
me-central-1 UAE
me-south-1 Bahrain
mx-central-1 Mexico
sa-east-1 São Paulo
us-gov-east-1 GovCloud East
us-gov-west-1 GovCloud West
cn-north-1 Beijing
cn-northwest-1 Ningxia
eusc-de-east-1 European Sovereign Cloud, Brandenburg`;

export const regions: readonly Region[] = table.split('\n').map((line) => {
  const space = line.indexOf(' ');
  return { code: line.slice(0, space), name: line.slice(space + 1) };
});

/** The regions whose code or name contains the text. An unknown code is offered as it is. */
export function findRegions(text: string): Region[] {
  const query = text.trim().toLowerCase();
  const found = regions.filter(({ code, name }) => `${code} ${name}`.toLowerCase().includes(query));
  const isKnown = regions.some(({ code }) => code === query);
  return !isKnown && /^[a-z]{2,4}(-[a-z]+)+-\d$/.test(query) ? [...found, { code: query, name: '' }] : found;
}

/** The regions that have no other partition's accounts: a portal's roles work in its own partition only. */
const partitions = ['cn-', 'us-gov-', 'eusc-'];
const partitionOf = (code: string): string => partitions.find((prefix) => code.startsWith(prefix)) ?? '';

/** Whether two regions are in the same partition. */
export const isSamePartition = (a: string, b: string): boolean => partitionOf(a) === partitionOf(b);

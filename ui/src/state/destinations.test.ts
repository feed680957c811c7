import { expect, test } from 'vitest';

import { destinations } from '../ipc/generated/role_actions';
import { findDestinations, orderDestinations } from './destinations';
import { isSamePartition, regions } from './regions';

const ordered = orderDestinations(destinations, ['s3', 'gone', 'lambda']);
const find = (query: string, recent: string[] = ['eu-west-1']) => {
  const found = findDestinations(ordered, query, regions, recent);
  return [found.destinations[0]?.service ?? null, found.region, found.service];
};

test('the home comes first, then what was opened last, then the others by name', () => {
  expect(ordered.slice(0, 3).map(({ service }) => service)).toEqual(['home', 's3', 'lambda']);
  const labels = ordered.slice(3).map(({ label }) => label.toLowerCase());
  expect(labels).toEqual([...labels].sort());
  expect(ordered).toHaveLength(destinations.length);
  expect(orderDestinations(destinations, ['home', 'home'])[1]?.service).not.toBe('home');
  expect(orderDestinations([], ['s3'])).toEqual([]);
});

test('a service is found by its name, its id and its other names', () => {
  for (const [query, service] of [
    ['', 'home'],
    ['home', 'home'],
    ['console', 'home'],
    ['cloudwatch logs', 'logs'],
    ['logs', 'logs'],
    ['cw', 'cloudwatch'],
    ['ddb', 'dynamodb'],
    ['r53', 'route53'],
    ['cert man', 'acm'],
    ['kubernetes', 'eks'],
    ['identity', 'sso'],
    ['EC2', 'ec2'],
  ]) {
    expect([query, ...find(query ?? '')]).toEqual([query, service, null, query]);
  }
  expect(find('zzz')).toEqual([null, null, 'zzz']);
});

test('a region is found beside the service, before it and alone', () => {
  for (const [query, service, region] of [
    ['lambda tokyo', 'lambda', 'ap-northeast-1'],
    ['lambda ap-northeast-1', 'lambda', 'ap-northeast-1'],
    ['tokyo lambda', 'lambda', 'ap-northeast-1'],
    ['  Lambda   TOKYO ', 'lambda', 'ap-northeast-1'],
    ['lambda to', 'lambda', 'ap-northeast-1'],
    ['s3 new zea', 's3', 'ap-southeast-6'],
    ['ec2 sao', 'ec2', 'sa-east-1'],
    ['cloudwatch logs oregon', 'logs', 'us-west-2'],
    ['tokyo', 'home', 'ap-northeast-1'],
    ['eu-west-3', 'home', 'eu-west-3'],
    ['virginia', 'home', 'us-east-1'],
  ]) {
    expect([query, ...find(query ?? '').slice(0, 2)]).toEqual([query, service, region]);
  }
});

test('of several regions the one that was used last is meant, and a service goes before a region', () => {
  expect(find('lambda eu', ['eu-north-1', 'eu-west-1'])[1]).toBe('eu-north-1');
  expect(find('lambda eu', [])[1]).toBe('eu-central-1');
  expect(find('lambda t')).toEqual([null, null, 'lambda t']);
  expect(find('par').slice(0, 2)).toEqual(['param', null]);
});

test('regions of one partition go together', () => {
  expect(isSamePartition('eu-west-1', 'us-east-1')).toBe(true);
  expect(isSamePartition('us-gov-east-1', 'us-east-1')).toBe(false);
  expect(isSamePartition('cn-north-1', 'cn-northwest-1')).toBe(true);
});

// Prints who STS says the profile is that is the first argument.

import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

const client = new STSClient({ profile: process.argv[2] });
const { Account, Arn, UserId } = await client.send(new GetCallerIdentityCommand({}));
console.log(JSON.stringify({ Account, Arn, UserId }));

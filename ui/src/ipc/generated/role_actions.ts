// This file is generated from src-tauri/src/view/role_actions.rs by `cargo xtask bindings`.
import type { Destination, ExportFormat } from '../types';

/** Where a console can be opened, in the order of the program. */
export const destinations: Destination[] = [
  {
    "service": "home",
    "label": "Console home",
    "otherNames": [],
    "global": false
  },
  {
    "service": "apigateway",
    "label": "API Gateway",
    "otherNames": [
      "apigw"
    ],
    "global": false
  },
  {
    "service": "appsync",
    "label": "AppSync",
    "otherNames": [],
    "global": false
  },
  {
    "service": "athena",
    "label": "Athena",
    "otherNames": [],
    "global": false
  },
  {
    "service": "backup",
    "label": "Backup",
    "otherNames": [],
    "global": false
  },
  {
    "service": "bedrock",
    "label": "Bedrock",
    "otherNames": [],
    "global": false
  },
  {
    "service": "billing",
    "label": "Billing",
    "otherNames": [],
    "global": true
  },
  {
    "service": "acm",
    "label": "Certificate Manager",
    "otherNames": [],
    "global": false
  },
  {
    "service": "c9",
    "label": "Cloud9",
    "otherNames": [
      "cloud9"
    ],
    "global": false
  },
  {
    "service": "cfn",
    "label": "CloudFormation",
    "otherNames": [
      "cloudformation"
    ],
    "global": false
  },
  {
    "service": "cloudfront",
    "label": "CloudFront",
    "otherNames": [
      "cf"
    ],
    "global": true
  },
  {
    "service": "cloudtrail",
    "label": "CloudTrail",
    "otherNames": [
      "ct"
    ],
    "global": false
  },
  {
    "service": "cloudwatch",
    "label": "CloudWatch",
    "otherNames": [
      "cw"
    ],
    "global": false
  },
  {
    "service": "logs",
    "label": "CloudWatch Logs",
    "otherNames": [
      "cwlogs"
    ],
    "global": false
  },
  {
    "service": "codeartifact",
    "label": "CodeArtifact",
    "otherNames": [],
    "global": false
  },
  {
    "service": "codecommit",
    "label": "CodeCommit",
    "otherNames": [],
    "global": false
  },
  {
    "service": "codedeploy",
    "label": "CodeDeploy",
    "otherNames": [],
    "global": false
  },
  {
    "service": "codepipeline",
    "label": "CodePipeline",
    "otherNames": [],
    "global": false
  },
  {
    "service": "cognito",
    "label": "Cognito",
    "otherNames": [],
    "global": false
  },
  {
    "service": "config",
    "label": "Config",
    "otherNames": [],
    "global": false
  },
  {
    "service": "controltower",
    "label": "Control Tower",
    "otherNames": [],
    "global": false
  },
  {
    "service": "ce",
    "label": "Cost Explorer",
    "otherNames": [],
    "global": true
  },
  {
    "service": "dms",
    "label": "Database Migration Service",
    "otherNames": [],
    "global": false
  },
  {
    "service": "directconnect",
    "label": "Direct Connect",
    "otherNames": [
      "dx"
    ],
    "global": true
  },
  {
    "service": "dynamodb",
    "label": "DynamoDB",
    "otherNames": [
      "ddb"
    ],
    "global": false
  },
  {
    "service": "ec2",
    "label": "EC2",
    "otherNames": [],
    "global": false
  },
  {
    "service": "elasticbeanstalk",
    "label": "Elastic Beanstalk",
    "otherNames": [
      "eb"
    ],
    "global": false
  },
  {
    "service": "ecr",
    "label": "Elastic Container Registry",
    "otherNames": [],
    "global": false
  },
  {
    "service": "ecs",
    "label": "Elastic Container Service",
    "otherNames": [],
    "global": false
  },
  {
    "service": "eks",
    "label": "Elastic Kubernetes Service",
    "otherNames": [],
    "global": false
  },
  {
    "service": "elasticache",
    "label": "ElastiCache",
    "otherNames": [],
    "global": false
  },
  {
    "service": "eventbridge",
    "label": "EventBridge",
    "otherNames": [
      "events"
    ],
    "global": false
  },
  {
    "service": "globalaccelerator",
    "label": "Global Accelerator",
    "otherNames": [
      "ga"
    ],
    "global": true
  },
  {
    "service": "guardduty",
    "label": "GuardDuty",
    "otherNames": [
      "gd"
    ],
    "global": false
  },
  {
    "service": "iam",
    "label": "IAM",
    "otherNames": [],
    "global": true
  },
  {
    "service": "sso",
    "label": "IAM Identity Center",
    "otherNames": [],
    "global": false
  },
  {
    "service": "kms",
    "label": "Key Management Service",
    "otherNames": [],
    "global": false
  },
  {
    "service": "lambda",
    "label": "Lambda",
    "otherNames": [
      "l"
    ],
    "global": false
  },
  {
    "service": "mwaa",
    "label": "Managed Apache Airflow",
    "otherNames": [],
    "global": false
  },
  {
    "service": "grafana",
    "label": "Managed Grafana",
    "otherNames": [],
    "global": false
  },
  {
    "service": "organizations",
    "label": "Organizations",
    "otherNames": [
      "orgs"
    ],
    "global": true
  },
  {
    "service": "param",
    "label": "Parameter Store",
    "otherNames": [],
    "global": false
  },
  {
    "service": "rds",
    "label": "RDS",
    "otherNames": [],
    "global": false
  },
  {
    "service": "redshift",
    "label": "Redshift",
    "otherNames": [],
    "global": false
  },
  {
    "service": "ram",
    "label": "Resource Access Manager",
    "otherNames": [],
    "global": false
  },
  {
    "service": "route53",
    "label": "Route 53",
    "otherNames": [
      "r53"
    ],
    "global": true
  },
  {
    "service": "s3",
    "label": "S3",
    "otherNames": [],
    "global": false
  },
  {
    "service": "sagemaker",
    "label": "SageMaker",
    "otherNames": [],
    "global": false
  },
  {
    "service": "secretsmanager",
    "label": "Secrets Manager",
    "otherNames": [
      "sm",
      "scrm"
    ],
    "global": false
  },
  {
    "service": "securityhub",
    "label": "Security Hub",
    "otherNames": [
      "scrh"
    ],
    "global": false
  },
  {
    "service": "ses",
    "label": "Simple Email Service",
    "otherNames": [],
    "global": false
  },
  {
    "service": "sns",
    "label": "SNS",
    "otherNames": [],
    "global": false
  },
  {
    "service": "sqs",
    "label": "SQS",
    "otherNames": [],
    "global": false
  },
  {
    "service": "stepfunctions",
    "label": "Step Functions",
    "otherNames": [
      "sfn",
      "stepfn",
      "states"
    ],
    "global": false
  },
  {
    "service": "ssm",
    "label": "Systems Manager",
    "otherNames": [],
    "global": false
  },
  {
    "service": "trustedadvisor",
    "label": "Trusted Advisor",
    "otherNames": [
      "tra"
    ],
    "global": true
  },
  {
    "service": "vpc",
    "label": "VPC",
    "otherNames": [],
    "global": false
  },
  {
    "service": "waf",
    "label": "WAF",
    "otherNames": [],
    "global": false
  }
];

/** What can be copied, in the order of the program. */
export const exportFormats: ExportFormat[] = [
  {
    "format": "command:bash",
    "label": "Command for bash, zsh",
    "secret": false
  },
  {
    "format": "command:fish",
    "label": "Command for fish",
    "secret": false
  },
  {
    "format": "command:powershell",
    "label": "Command for PowerShell",
    "secret": false
  },
  {
    "format": "command:credential-process",
    "label": "credential_process for ~/.aws/config",
    "secret": false
  },
  {
    "format": "bash",
    "label": "bash, zsh",
    "secret": true
  },
  {
    "format": "fish",
    "label": "fish",
    "secret": true
  },
  {
    "format": "powershell",
    "label": "PowerShell",
    "secret": true
  },
  {
    "format": "cmd",
    "label": "cmd",
    "secret": true
  },
  {
    "format": "nushell",
    "label": "Nushell",
    "secret": true
  },
  {
    "format": "dotenv",
    "label": ".env file",
    "secret": true
  },
  {
    "format": "json",
    "label": "JSON",
    "secret": true
  },
  {
    "format": "credential-process",
    "label": "credential_process JSON",
    "secret": true
  }
];

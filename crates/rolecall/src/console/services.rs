//! The services of the console by the short names that people type.
//!
//! One row is one thing of the console. A service that is not here still opens by its path.

/// A service of the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service {
    /// The name that people type.
    pub short: &'static str,
    /// Other names for it.
    pub others: &'static [&'static str],
    /// Its name for a menu.
    pub label: &'static str,
    /// Its path in the console, without `/home`; one with a fragment is whole.
    pub path: &'static str,
    /// Whether it has no region.
    pub global: bool,
}

/// The short name of the console's home.
pub(super) const HOME: &str = "home";

/// Returns the console's home, then the services by their short names.
pub fn services() -> &'static [Service] {
    &SERVICES
}

impl Service {
    /// Returns the service of a word of the history: any name of a service, or the first folder of a path.
    pub fn of_word(word: &str) -> Option<&'static Self> {
        let owns = |service: &&Self| service.path.split('/').next() == Some(word);
        Self::called(word).or_else(|| SERVICES.iter().find(owns))
    }

    /// The service that is called `name`, by any of its names.
    pub(super) fn called(name: &str) -> Option<&'static Self> {
        SERVICES.iter().find(|service| {
            service.short.eq_ignore_ascii_case(name)
                || service
                    .others
                    .iter()
                    .any(|other| other.eq_ignore_ascii_case(name))
        })
    }

    /// Returns its page in the console.
    pub(super) fn page(&self) -> String {
        if self.path.contains('#') {
            self.path.to_owned()
        } else {
            format!("{}/home", self.path)
        }
    }

    /// Whether a console path belongs to a service without a region.
    pub(super) fn owns_path(path: &str) -> bool {
        let first = |path: &str| {
            path.trim_start_matches('/')
                .split(['/', '?', '#'])
                .next()
                .unwrap_or_default()
                .to_owned()
        };
        let wanted = first(path);
        SERVICES
            .iter()
            .any(|service| service.global && (first(service.path) == wanted || service.short == wanted))
    }
}

const fn regional(
    short: &'static str,
    others: &'static [&'static str],
    label: &'static str,
    path: &'static str,
) -> Service {
    Service {
        short,
        others,
        label,
        path,
        global: false,
    }
}

const fn global(
    short: &'static str,
    others: &'static [&'static str],
    label: &'static str,
    path: &'static str,
) -> Service {
    Service {
        short,
        others,
        label,
        path,
        global: true,
    }
}

const SERVICES: [Service; 58] = [
    regional(HOME, &[], "Console home", "console"),
    regional("acm", &[], "Certificate Manager", "acm"),
    regional("apigateway", &["apigw"], "API Gateway", "apigateway"),
    regional("appsync", &[], "AppSync", "appsync"),
    regional("athena", &[], "Athena", "athena"),
    regional("backup", &[], "Backup", "backup"),
    regional("bedrock", &[], "Bedrock", "bedrock"),
    global("billing", &[], "Billing", "billing"),
    regional("c9", &["cloud9"], "Cloud9", "cloud9"),
    global("ce", &[], "Cost Explorer", "cost-management"),
    regional("cfn", &["cloudformation"], "CloudFormation", "cloudformation"),
    global("cloudfront", &["cf"], "CloudFront", "cloudfront"),
    regional("cloudtrail", &["ct"], "CloudTrail", "cloudtrail"),
    regional("cloudwatch", &["cw"], "CloudWatch", "cloudwatch"),
    regional("codeartifact", &[], "CodeArtifact", "codesuite/codeartifact"),
    regional("codecommit", &[], "CodeCommit", "codesuite/codecommit"),
    regional("codedeploy", &[], "CodeDeploy", "codesuite/codedeploy"),
    regional("codepipeline", &[], "CodePipeline", "codesuite/codepipeline"),
    regional("cognito", &[], "Cognito", "cognito"),
    regional("config", &[], "Config", "config"),
    regional("controltower", &[], "Control Tower", "controltower"),
    global("directconnect", &["dx"], "Direct Connect", "directconnect/v2"),
    regional("dms", &[], "Database Migration Service", "dms/v2"),
    regional("dynamodb", &["ddb"], "DynamoDB", "dynamodbv2"),
    regional("ec2", &[], "EC2", "ec2/v2"),
    regional("ecr", &[], "Elastic Container Registry", "ecr"),
    regional("ecs", &[], "Elastic Container Service", "ecs"),
    regional("eks", &[], "Elastic Kubernetes Service", "eks"),
    regional("elasticache", &[], "ElastiCache", "elasticache"),
    regional(
        "elasticbeanstalk",
        &["eb"],
        "Elastic Beanstalk",
        "elasticbeanstalk",
    ),
    regional("eventbridge", &["events"], "EventBridge", "events"),
    global(
        "globalaccelerator",
        &["ga"],
        "Global Accelerator",
        "globalaccelerator",
    ),
    regional("grafana", &[], "Managed Grafana", "grafana"),
    regional("guardduty", &["gd"], "GuardDuty", "guardduty"),
    global("iam", &[], "IAM", "iamv2"),
    regional("kms", &[], "Key Management Service", "kms"),
    regional("lambda", &["l"], "Lambda", "lambda"),
    regional(
        "logs",
        &["cwlogs"],
        "CloudWatch Logs",
        "cloudwatch/home#logsV2:log-groups",
    ),
    regional("mwaa", &[], "Managed Apache Airflow", "mwaa"),
    global("organizations", &["orgs"], "Organizations", "organizations/v2"),
    regional("param", &[], "Parameter Store", "systems-manager/parameters"),
    regional("ram", &[], "Resource Access Manager", "ram"),
    regional("rds", &[], "RDS", "rds"),
    regional("redshift", &[], "Redshift", "redshiftv2"),
    global("route53", &["r53"], "Route 53", "route53/v2"),
    regional("s3", &[], "S3", "s3"),
    regional("sagemaker", &[], "SageMaker", "sagemaker"),
    regional(
        "secretsmanager",
        &["sm", "scrm"],
        "Secrets Manager",
        "secretsmanager",
    ),
    regional("securityhub", &["scrh"], "Security Hub", "securityhub"),
    regional("ses", &[], "Simple Email Service", "ses"),
    regional("sns", &[], "SNS", "sns"),
    regional("sqs", &[], "SQS", "sqs"),
    regional("ssm", &[], "Systems Manager", "systems-manager"),
    regional("sso", &[], "IAM Identity Center", "singlesignon"),
    regional(
        "stepfunctions",
        &["sfn", "stepfn", "states"],
        "Step Functions",
        "states",
    ),
    global("trustedadvisor", &["tra"], "Trusted Advisor", "trustedadvisor"),
    regional("vpc", &[], "VPC", "vpc"),
    regional("waf", &[], "WAF", "wafv2"),
];

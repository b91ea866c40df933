"""A small service in the place of the real one: what it shows can be read back from SSM."""

SERVICE = """\
Parameters:
  Image:
    Type: String
  ExportCodeKey:
    Type: String
  AllowedCidr:
    Type: String
    AllowedPattern: "[0-9./]+"
    ConstraintDescription: must be a block of addresses
  CertificateArn:
    Type: String
    Default: ""
  CloudFrontPrefixList:
    Type: String
    Default: ""
  OidcIssuer:
    Type: String
    Default: ""
  OidcTokenEndpoint:
    Type: String
    Default: ""
  MaxTasks:
    Type: Number
    Default: 3
    MaxValue: 10
  TableName:
    Type: String
Rules:
  OpenOnlyWithSignIn:
    RuleCondition: !Equals
      - !Ref AllowedCidr
      - 0.0.0.0/0
    Assertions:
      - Assert: !Not
          - !Equals
            - !Ref OidcIssuer
            - ""
        AssertDescription: Without sign-in AllowedCidr may not be everybody.
Resources:
  # What runs.
  Task:
    Type: AWS::SSM::Parameter
    Properties:
      Type: String
      Name: !Sub "/${AWS::StackName}/image"
      Value: !Ref Image
  # How much of it runs.
  Scaling:
    Type: AWS::SSM::Parameter
    Properties:
      Type: String
      Value: !Ref MaxTasks
      Description: !Sub "by ${CertificateArn} and ${OidcIssuer}"
Outputs:
  Url:
    Value: https://labels.example.org
  LogGroupName:
    Value: logs
"""
BROKEN = SERVICE.replace(
    "Outputs:",
    """\
  Address:
    Type: AWS::Lambda::Url
    DependsOn: Scaling
    Properties:
      AuthType: NONE
      TargetFunctionArn: nowhere
Outputs:""",
)
"""The same with a resource that cannot be made."""

"""Who reaches the dashboard, by each of the three ways in."""

import json

import pytest

from tests.aws.cloudformation.entrances import (
    CERTIFICATE_ARN,
    ENTRANCES,
    EVERYBODY,
    FOUNDATION,
    PROVIDER_SECRET,
    TEAM,
    service,
    template,
)

GROUP, LISTENER = "AWS::EC2::SecurityGroup", "AWS::ElasticLoadBalancingV2::Listener"
SECRET = f"{{{{resolve:secretsmanager:{FOUNDATION['OriginSecretArn']}:SecretString:::}}}}"


def actions(listener):
    """The types of a listener's actions, in their order."""
    found = sorted(listener["DefaultActions"], key=lambda each: each.get("Order", 1))
    return [each["Type"] for each in found]


def ingress(stack):
    """Who may come to which port of which group."""
    sources = ("CidrIp", "SourcePrefixListId", "SourceSecurityGroupId")
    return {
        (name, rule["FromPort"], rule["ToPort"], next(rule[key] for key in sources if key in rule))
        for name, group in stack.of_type(GROUP).items()
        for rule in group["SecurityGroupIngress"]
    }


@pytest.mark.parametrize("entrance", ["sign-in", "certificate"])
def test_with_a_certificate_the_allowed_addresses_come_in_by_https(entrance):
    stack = service(entrance)

    assert ingress(stack) == {
        ("BalancerGroup", 443, 443, TEAM),
        ("BalancerGroup", 80, 80, TEAM),
        ("TaskGroup", 8501, 8501, "BalancerGroup"),
    }
    https = stack.properties("HttpsListener")
    assert (https["Port"], https["Protocol"]) == (443, "HTTPS")
    assert https["Certificates"] == [{"CertificateArn": CERTIFICATE_ARN}]
    assert https["SslPolicy"].startswith("ELBSecurityPolicy-TLS13-1-2-")
    assert https["DefaultActions"][-1]["TargetGroupArn"] == stack.arn("TargetGroup")
    assert stack.outputs["Url"] == "https://labels.example.org"


@pytest.mark.parametrize("entrance", ["sign-in", "certificate"])
def test_with_a_certificate_clear_text_is_only_redirected(entrance):
    http = service(entrance).properties("HttpListener")

    assert actions(http) == ["redirect"]
    assert http["DefaultActions"][0]["RedirectConfig"] == {
        "Protocol": "HTTPS",
        "Port": "443",
        "StatusCode": "HTTP_301",
    }


def test_without_a_domain_the_url_is_the_load_balancers_own_name():
    assert service("certificate", DomainName="").outputs["Url"] == "https://LoadBalancer.DNSName"


def test_with_sign_in_nobody_is_let_in_before_the_provider_says_who_they_are():
    stack = service("sign-in", AllowedCidr=EVERYBODY)
    https = stack.properties("HttpsListener")

    assert actions(https) == ["authenticate-oidc", "forward"]
    asked = https["DefaultActions"][0]["AuthenticateOidcConfig"]
    assert asked["OnUnauthenticatedRequest"] == "authenticate"
    secret = f"{{{{resolve:secretsmanager:{PROVIDER_SECRET}:SecretString:client_secret}}}}"
    assert asked["ClientSecret"] == secret
    assert {key: asked[key] for key in ("Issuer", "ClientId", "TokenEndpoint")} == {
        "Issuer": "https://id.example.org",
        "ClientId": "labels",
        "TokenEndpoint": "https://id.example.org/token",
    }
    assert "openid" in asked["Scope"].split()


def test_the_load_balancer_goes_out_to_the_tasks_and_to_a_provider_only():
    def egress(entrance):
        rules = service(entrance).properties("BalancerGroup")["SecurityGroupEgress"]
        return [(rule["FromPort"], rule["ToPort"], rule["CidrIp"]) for rule in rules]

    tasks = (8501, 8501, service("certificate").properties("Vpc")["CidrBlock"])
    assert egress("certificate") == egress("cloudfront") == [tasks]
    assert egress("sign-in") == [tasks, (443, 443, EVERYBODY)]


def test_a_task_goes_out_by_https_only():
    [rule] = service("sign-in").properties("TaskGroup")["SecurityGroupEgress"]

    assert (rule["IpProtocol"], rule["FromPort"], rule["ToPort"]) == ("tcp", 443, 443)


@pytest.mark.parametrize("entrance", ["certificate", "cloudfront"])
def test_without_sign_in_nothing_is_open_to_everybody(entrance):
    assert EVERYBODY not in {source for *_, source in ingress(service(entrance))}


def test_without_a_certificate_only_cloudfront_comes_to_the_load_balancer():
    stack = service("cloudfront")

    assert ingress(stack) == {
        ("BalancerGroup", 80, 80, "pl-3b927c52"),
        ("TaskGroup", 8501, 8501, "BalancerGroup"),
    }
    assert list(stack.of_type(LISTENER)) == ["HttpListener"]


def test_what_does_not_bring_cloudfronts_secret_is_answered_403():
    stack = service("cloudfront")
    http, rule = stack.properties("HttpListener"), stack.properties("OriginRule")

    assert actions(http) == ["fixed-response"]
    assert http["DefaultActions"][0]["FixedResponseConfig"]["StatusCode"] == "403"
    assert rule["Conditions"] == [
        {
            "Field": "http-header",
            "HttpHeaderConfig": {"HttpHeaderName": "X-Origin-Secret", "Values": [SECRET]},
        }
    ]
    assert rule["Actions"] == [{"Type": "forward", "TargetGroupArn": stack.arn("TargetGroup")}]
    [origin] = stack.properties("Distribution")["DistributionConfig"]["Origins"]
    assert origin["OriginCustomHeaders"] == [
        {"HeaderName": "X-Origin-Secret", "HeaderValue": SECRET}
    ]


def test_a_new_version_of_the_secret_reaches_cloudfront_and_the_load_balancer():
    stack = service("cloudfront", OriginSecretVersion="0a1b-2c3d")
    rotated = SECRET.replace(":::", ":::0a1b-2c3d")
    [origin] = stack.properties("Distribution")["DistributionConfig"]["Origins"]

    assert origin["OriginCustomHeaders"][0]["HeaderValue"] == rotated
    [condition] = stack.properties("OriginRule")["Conditions"]
    assert condition["HttpHeaderConfig"]["Values"] == [rotated]


def test_cloudfront_speaks_https_keeps_nothing_and_hands_everything_on():
    stack = service("cloudfront")
    distribution = stack.properties("Distribution")["DistributionConfig"]
    behaviour = distribution["DefaultCacheBehavior"]

    assert behaviour["ViewerProtocolPolicy"] == "redirect-to-https"
    # The ids of CachingDisabled and AllViewer in AWS's list of managed policies
    assert behaviour["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    assert behaviour["OriginRequestPolicyId"] == "216adef6-5c7f-47e4-b989-5492eafa07d3"
    assert {"GET", "POST", "PUT", "DELETE"} <= {*behaviour["AllowedMethods"]}
    assert stack.outputs["Url"] == "https://Distribution.DomainName"


def test_cloudfront_keeps_no_error_for_others():
    distribution = service("cloudfront").properties("Distribution")["DistributionConfig"]
    responses = distribution["CustomErrorResponses"]

    # What CloudFront keeps for 10 s unless told otherwise, whatever the answer's Cache-Control
    assert {404, 405, 500, 501, 502, 503, 504} <= {each["ErrorCode"] for each in responses}
    for each in responses:
        assert each == {"ErrorCode": each["ErrorCode"], "ErrorCachingMinTTL": 0}


def test_cloudfront_lets_in_only_who_the_function_lets_in():
    distribution = service("cloudfront").properties("Distribution")["DistributionConfig"]

    assert distribution["IPV6Enabled"] is False
    assert distribution["DefaultCacheBehavior"]["FunctionAssociations"] == [
        {"EventType": "viewer-request", "FunctionARN": "AllowedAddresses.FunctionARN"}
    ]
    assert "CacheBehaviors" not in distribution


@pytest.mark.parametrize("entrance", ["sign-in", "certificate"])
def test_with_a_certificate_there_is_no_second_way_in(entrance):
    kinds = {each["Type"] for each in service(entrance).resources.values()}

    assert not {kind for kind in kinds if "CloudFront" in kind}
    assert "AWS::ElasticLoadBalancingV2::ListenerRule" not in kinds


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_no_secret_is_written_down(entrance):
    text = json.dumps(service(entrance).resources)

    assert text.count("SecretString") == {"sign-in": 1, "certificate": 0, "cloudfront": 2}[entrance]
    declared = template().body["Parameters"]
    assert not [
        name for name in declared if "Secret" in name and not name.endswith(("Arn", "Version"))
    ]


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_the_network_has_two_zones_the_free_endpoints_and_no_nat(entrance):
    stack = service(entrance)
    kinds = [each["Type"] for each in stack.resources.values()]

    zones = {each["AvailabilityZone"] for each in stack.of_type("AWS::EC2::Subnet").values()}
    assert len(zones) == 2
    endpoints = stack.of_type("AWS::EC2::VPCEndpoint").values()
    assert {each["ServiceName"].rpartition(".")[2] for each in endpoints} == {"dynamodb", "s3"}
    assert {each["VpcEndpointType"] for each in endpoints} == {"Gateway"}
    assert all(each["RouteTableIds"] == ["PublicRoutes"] for each in endpoints)
    assert "AWS::EC2::NatGateway" not in kinds
    assert "AWS::EC2::EIP" not in kinds


def test_everything_in_the_network_has_a_group_of_ours():
    stack = service("sign-in")
    network = stack.properties("Service")["NetworkConfiguration"]["AwsvpcConfiguration"]

    assert stack.properties("LoadBalancer")["SecurityGroups"] == ["BalancerGroup"]
    assert network["SecurityGroups"] == ["TaskGroup"]
    assert "DefaultSecurityGroup" not in json.dumps(stack.body)

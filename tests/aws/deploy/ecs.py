"""What ECS and the load balancer say of a service, as far as it is looked at."""

IMAGE = "registry/labels@sha256:1"


class Ecs:
    """One service with one deployment."""

    def __init__(self, image=IMAGE, state="COMPLETED", running=2, desired=2):
        self._image = image
        self._service = {
            "runningCount": running,
            "desiredCount": desired,
            "loadBalancers": [{"targetGroupArn": "group"}],
            "deployments": [
                {"status": "PRIMARY", "rolloutState": state, "taskDefinition": "new"},
                {"status": "ACTIVE", "rolloutState": "COMPLETED", "taskDefinition": "old"},
            ],
        }

    def describe_services(self, cluster, services):
        assert (cluster, services) == ("cluster", ["service"])
        return {"services": [self._service]}

    def describe_task_definition(self, **asked):
        image = {"new": self._image}.get(asked["taskDefinition"], "registry/labels@sha256:0")
        return {"taskDefinition": {"containerDefinitions": [{"image": image}]}}


class Balancer:
    """A load balancer with targets in these states."""

    def __init__(self, *states):
        self._states = states

    def describe_target_health(self, **asked):
        assert asked == {"TargetGroupArn": "group"}
        return {"TargetHealthDescriptions": [{"TargetHealth": {"State": s}} for s in self._states]}

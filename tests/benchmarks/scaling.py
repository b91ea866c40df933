"""How a team's load spreads over one to three tasks, minute by minute: docs/scaling.md.

A model and not a measurement: no load balancer, no AWS. The rules are those of
aws/cloudformation/service.yaml, the processor time of a label is `capacity`'s.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tests.benchmarks.figure import show

CPU_OF_LABEL = 0.040
"""Seconds of processor time, measured by `capacity`."""
VCPU = 0.5
MOST_TASKS = 3
BOOT = 2
"""Minutes until a new task takes people."""
HIGH_FOR, LOW_FOR = 3, 15
"""Minutes an alarm of target tracking waits before it adds a task, and takes one away."""
SLOW = 0.9
"""Share of its processor above which people on a task wait for each other."""
MINUTES = 120


@dataclass(frozen=True)
class Team:
    """People who come between minute 0 and ``over``, and label until the end."""

    name: str
    people: int
    over: int
    seconds_per_label: float

    @property
    def share(self) -> float:
        """The share of a task's processor that one person takes."""
        return CPU_OF_LABEL / self.seconds_per_label / VCPU


@dataclass(frozen=True)
class Rules:
    """What adds a task, how people move, and how many a task takes."""

    name: str
    cpu_target: float = 0.5
    sessions_target: int | None = None
    moving: float = 0.0
    """The share of people who connect anew each minute, and are not held to their task."""
    most_sessions: int | None = None


@dataclass
class Cluster:
    """The people on each task, and how long the alarms have been on."""

    tasks: list[int] = field(default_factory=lambda: [0])
    booting: list[int] = field(default_factory=list)
    high: int = 0
    low: int = 0

    def admit(self, people: int, rules: Rules) -> int:
        """Send people to the emptiest task, each; how many were turned away."""
        for sent in range(people):
            emptiest = min(range(len(self.tasks)), key=self.tasks.__getitem__)
            if rules.most_sessions and self.tasks[emptiest] >= rules.most_sessions:
                return people - sent
            self.tasks[emptiest] += 1
        return 0

    def move(self, rules: Rules, chance: random.Random) -> None:
        """Let some people connect anew, to the emptiest task."""
        for number, people in enumerate(self.tasks):
            leaving = sum(chance.random() < rules.moving for _ in range(people))
            self.tasks[number] -= leaving
            self.admit(leaving, replace(rules, most_sessions=None))

    def scale(self, rules: Rules, share: float) -> None:
        """One minute of target tracking: the average over the tasks, as AWS takes it."""
        self.booting = [minutes - 1 for minutes in self.booting]
        self.tasks += [0] * self.booting.count(0)
        self.booting = [minutes for minutes in self.booting if minutes]
        wanted = max(self._wanted(rules, share))
        self.high = self.high + 1 if wanted > len(self.tasks) else 0
        self.low = self.low + 1 if wanted < len(self.tasks) else 0
        missing = min(MOST_TASKS, wanted) - len(self.tasks) - len(self.booting)
        if self.high >= HIGH_FOR and missing > 0:
            self.booting += [BOOT] * missing
        if self.low >= LOW_FOR and len(self.tasks) > 1:
            self.admit(self.tasks.pop(), replace(rules, most_sessions=None))
            self.low = 0

    def _wanted(self, rules: Rules, share: float) -> list[int]:
        """The tasks each policy asks for; the largest number wins."""
        loads = [min(1.0, people * share) for people in self.tasks]
        wanted = [-(-sum(loads) // rules.cpu_target)]
        if rules.sessions_target:
            wanted.append(-(-sum(self.tasks) // rules.sessions_target))
        return [max(1, int(number)) for number in wanted]


TEAMS = [
    Team("60 people within half an hour, a label every 10 s", 60, 30, 10),
    Team("150 people at once, a label every 10 s", 150, 1, 10),
    Team("150 people at once, a label every 6 s", 150, 1, 6),
    Team("300 people within an hour, a label every 6 s", 300, 60, 6),
]
PROCESSOR = Rules("processor only")
SESSIONS = replace(PROCESSOR, name="processor and sessions", sessions_target=30)
RULES = [
    PROCESSOR,
    SESSIONS,
    replace(SESSIONS, name="both, and 5 % connect anew each minute", moving=0.05),
    replace(SESSIONS, name="both, and at most 60 people a task (the template)", most_sessions=60),
]


def main() -> None:
    """Print, for each team and rules, the slow minutes, who waited, and where people ended."""
    for team in TEAMS:
        for rules in RULES:
            slow, waiting, tasks = run(team, rules)
            words = f"slow {slow} of {MINUTES} minutes, waiting {waiting} person-minutes"
            show(f"{team.name}: {rules.name}", f"{words}, at the end {_spread(tasks)}")


def run(team: Team, rules: Rules, seed: int = 1) -> tuple[int, int, Sequence[int]]:
    """The minutes with a slow task, the person-minutes outside, and the people on each task."""
    chance, cluster = random.Random(seed), Cluster()
    outside = slow = waited = arrived = 0
    for minute in range(MINUTES):
        due = min(team.people, round(team.people * (minute + 1) / team.over))
        outside = cluster.admit(outside + due - arrived, rules)
        arrived = due
        cluster.move(rules, chance)
        slow += max(cluster.tasks) * team.share > SLOW
        waited += outside
        cluster.scale(rules, team.share)
    return slow, waited, cluster.tasks


def _spread(tasks: Sequence[int]) -> str:
    return " / ".join(map(str, sorted(tasks, reverse=True)))


if __name__ == "__main__":
    main()

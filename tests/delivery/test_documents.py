"""What the documents name exists: targets of make, commands, links and files."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from aws.deploy.parameters import variable
from dashboard.settings import Settings
from tests.aws.cloudformation.template import Template
from tests.delivery.linters import ROOT

FOLDERS = (".", "docs", "docs/decisions", "model", "aws", "dashboard")
DOCUMENTS = sorted(path for folder in FOLDERS for path in (ROOT / folder).glob("*.md"))
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
PHONY = re.compile(r"^\.PHONY:(.*)$", re.MULTILINE)
MAKE = re.compile(r"\bmake((?: [a-z][\w./-]*(?![\w=]))+)")
RULE = re.compile(r"^([^\s:=#][^:=]*):(?!=)", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:)([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FILE = re.compile(r"(?:model|aws|dashboard|tests|docs|\.github|\.streamlit|\.ci)/[\w./-]*")
GIVEN = re.compile(r"\bmake [^\n`]*?((?:\b[A-Z_]+=\S* ?)+)")
MODULE = re.compile(r"python -m ((?:model|aws|dashboard|tests)[\w.]*)")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def code_of(document: Path) -> str:
    """The commands and names of a document, one a line."""
    return "\n".join(CODE.findall(document.read_text(encoding="utf-8")))


def anchors(document: Path) -> set[str]:
    """What a link may add to a document's name, as GitHub makes it of headings."""
    headings = HEADING.findall(document.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.fixture(scope="module")
def templates() -> list[Template]:
    return [Template.load("foundation"), Template.load("service")]


def test_there_are_documents_to_check():
    assert {"README.md", "CONTRIBUTING.md", "CHANGELOG.md"} <= set(map(name_of, DOCUMENTS))


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_target_of_make_that_is_named_is_there(document):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("$(VENV)", ".venv")
    targets = set(" ".join(RULE.findall(makefile)).split())
    named = set(" ".join(MAKE.findall(code_of(document))).split())

    assert named <= targets


def test_every_target_of_make_is_made_whatever_is_there_already():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = PHONY.findall(makefile)
    rules = {rule for rule in " ".join(RULE.findall(makefile)).split() if rule.isidentifier()}

    assert set(phony.split()) == rules


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_variable_given_to_make_means_something(document, templates):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    known = {"NAME"} | set(re.findall(r"\$\(([A-Z_]+)\)", makefile))
    known |= {field.name.upper() for field in fields(Settings)}
    known |= {variable(name) for template in templates for name in template.body["Parameters"]}
    given = " ".join(GIVEN.findall(code_of(document)))

    assert set(re.findall(r"([A-Z_]+)=", given)) <= known


def test_what_to_do_is_said_for_every_alarm_and_no_other(templates):
    kinds = [named for template in templates for named in template.types.items()]
    alarms = {name for name, kind in kinds if kind == "AWS::CloudWatch::Alarm"}
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")

    assert alarms == set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_command_that_is_named_is_there(document):
    for module in MODULE.findall(code_of(document)):
        path = ROOT / module.rstrip(".").replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_link_within_the_project_leads_somewhere(document):
    for link in LINK.findall(document.read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_file_that_is_named_is_there(document):
    for span in re.findall(r"`([^`\s]+)`", document.read_text(encoding="utf-8")):
        if FILE.fullmatch(span):
            assert (ROOT / span).exists() or (document.parent / span).exists(), span

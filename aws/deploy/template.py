"""The two templates of CloudFormation, as CloudFormation is given them."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aws.deploy.parameters import variable
from aws.deploy.problem import CannotDeploy

FOLDER = Path(__file__).parents[1] / "cloudformation"
_COMMENT = re.compile(r"^ *#.*\n", re.MULTILINE)


@dataclass(frozen=True)
class Template:
    """A template as it is sent, with the names of its parameters."""

    body: str
    parameters: tuple[str, ...]

    def variables_in(self, words: str) -> list[str]:
        """The environment variables of the parameters that are named in some words."""
        return [variable(name) for name in self.parameters if re.search(rf"\b{name}\b", words)]


def read_template(client: Any, name: str) -> Template:
    """A template of this checkout, without the comments: a request takes 51,200 bytes of it.

    Raises:
        CannotDeploy: the file is not there.
    """
    path = FOLDER / f"{name}.yaml"
    try:
        body = _COMMENT.sub("", path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CannotDeploy(
            f"the template {path} cannot be read ({error}). Run this in a whole checkout."
        ) from error
    summary = client.get_template_summary(TemplateBody=body)
    return Template(body, tuple(each["ParameterKey"] for each in summary["Parameters"]))

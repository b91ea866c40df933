"""The composition root: which settings, store and network this process works with."""

import os
from functools import cache
from typing import TYPE_CHECKING

from aws.open import open_store
from aws.open_registry import open_registry
from aws.store import AnnotationStore
from dashboard.labelling import Labelling
from dashboard.public_keys import PublicKeys
from dashboard.serving import Serving
from dashboard.settings import Settings
from model.predict import EmotionClassifier

if TYPE_CHECKING:
    from dashboard.load_balancer import LoadBalancer


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings.from_env(os.environ)


@cache
def serving() -> Serving:
    """What keeps the network that predicts the current one of the registry."""
    return Serving(open_registry(settings().model_registry), settings().model_version)


def classifier() -> EmotionClassifier:
    """The network that predicts now, shared by all threads."""
    return serving().classifier


@cache
def store() -> AnnotationStore:
    """The store, opened once; while it cannot be opened, each call tries again."""
    return open_store(settings().annotation_store)


@cache
def load_balancer() -> "LoadBalancer":
    """What reads the logins that the load balancer has signed."""
    from dashboard.load_balancer import LoadBalancer  # cryptography, which most starts do without

    return LoadBalancer(settings().load_balancer_arn, PublicKeys(settings().load_balancer_keys))


def labelling(annotator: str) -> Labelling:
    """One annotator, at work."""
    return Labelling(store, classifier(), annotator)


def close() -> None:
    """Close the store and forget everything, so that the next call starts afresh."""
    if store.cache_info().currsize:
        store().close()
    for resource in (settings, serving, store, load_balancer):
        resource.cache_clear()

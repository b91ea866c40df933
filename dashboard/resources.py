"""The composition root: which settings, store and network this process works with."""

import os
from functools import cache

from aws.open import open_store
from aws.open_registry import open_registry
from aws.store import AnnotationStore
from dashboard.labelling import Labelling
from dashboard.serving import Serving
from dashboard.settings import Settings
from model.predict import EmotionClassifier


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


def labelling() -> Labelling:
    """The annotator of this page, at work."""
    return Labelling(store, classifier(), settings().annotator)


def close() -> None:
    """Close the store and forget everything, so that the next call starts afresh."""
    if store.cache_info().currsize:
        store().close()
    for resource in (settings, serving, store):
        resource.cache_clear()

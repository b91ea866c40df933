"""The composition root: which settings, store and network this process works with."""

import os
from functools import cache

from aws.open import open_store
from aws.store import AnnotationStore
from dashboard.labelling import Labelling
from dashboard.settings import Settings
from model.predict import EmotionClassifier
from model.version import version_folder


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings.from_env(os.environ)


@cache
def classifier() -> EmotionClassifier:
    """The network that predicts, loaded once and shared by all threads."""
    return EmotionClassifier.load(version_folder(settings().model_version))


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
    for resource in (settings, classifier, store):
        resource.cache_clear()

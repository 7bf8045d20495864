"""The catalogue: which topics there are, who owns them, who may have what of them, and why."""

from simpul.catalogue.collection import Catalogue
from simpul.catalogue.load import load_catalogue
from simpul.catalogue.model import Application, Condition, Lane, Subscription, Topic, TopicKind

__all__ = [
    "Application",
    "Catalogue",
    "Condition",
    "Lane",
    "Subscription",
    "Topic",
    "TopicKind",
    "load_catalogue",
]

"""The catalogue: which topics there are, who owns them, who may have what of them, and why."""

from simpul.catalogue.collection import Catalogue
from simpul.catalogue.load import load_catalogue
from simpul.catalogue.model import Adapter, Application, Condition, Lane, Subscription, Topic, TopicKind

__all__ = [
    "Adapter",
    "Application",
    "Catalogue",
    "Condition",
    "Lane",
    "Subscription",
    "Topic",
    "TopicKind",
    "load_catalogue",
]

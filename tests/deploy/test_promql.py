"""What is found in an expression."""

from tests.deploy.promql import labels_in, metrics_in

EXPRESSION = """
histogram_quantile(0.99, sum by (stream, le) (rate(simpul_transaction_seconds_bucket{job="a b{c}", stream=~".*"}[5m])))
  > 0.05 * up and on (instance) ALERTS{alertstate!="firing"} or vector(0)
"""


def test_the_metrics_of_an_expression_are_neither_functions_nor_labels_nor_texts() -> None:
    assert metrics_in(EXPRESSION) == {"simpul_transaction_seconds_bucket", "up", "ALERTS"}


def test_the_labels_of_an_expression_are_those_it_selects_or_groups_by() -> None:
    assert labels_in(EXPRESSION) == {"stream", "le", "job", "instance", "alertstate"}

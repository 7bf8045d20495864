"""Which metrics and labels a PromQL expression names."""

import re

GROUPING = r"\b(?:by|on|without|ignoring|group_left|group_right)\s*\(([^)]*)\)"
WORDS = frozenset({"and", "or", "unless", "bool", "offset", "by", "on", "without", "ignoring", "inf", "nan"})


def metrics_in(expression: str) -> set[str]:
    """Names of the metrics that an expression selects."""
    bare = re.sub(r'"[^"]*"', "", expression)
    for noise in (GROUPING, r"\{[^}]*\}", r"\[[^\]]*\]"):
        bare = re.sub(noise, " ", bare)
    return set(re.findall(r"\b[a-zA-Z_][\w:]*\b(?!\s*\()", bare)) - WORDS


def labels_in(expression: str) -> set[str]:
    """Names of the labels that an expression selects by or groups by."""
    bare = re.sub(r'"[^"]*"', '""', expression)
    grouped = {name.strip() for names in re.findall(GROUPING, bare) for name in names.split(",")}
    matchers = " ".join(re.findall(r"\{([^}]*)\}", bare))
    return (grouped | set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", matchers))) - {""}

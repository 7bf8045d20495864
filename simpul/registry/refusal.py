"""The error answers of Confluent's Schema Registry that this view can give."""


class Refusal(Exception):
    """An HTTP status, Confluent's error code and a sentence; becomes the answer's body."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.status = int(str(code)[:3])
        self.message = message


def no_subject(subject: str) -> Refusal:
    """404: the subject is not known."""
    return Refusal(40401, f"Subject '{subject}' not found.")


def no_version(version: int) -> Refusal:
    """404: the subject has no such version."""
    return Refusal(40402, f"Version {version} not found.")


def no_schema() -> Refusal:
    """404: no such schema id, or the schema is not registered under the subject."""
    return Refusal(40403, "Schema not found")


def bad_schema(reason: str) -> Refusal:
    """422: what was to be looked up is no Avro schema."""
    return Refusal(42201, f"Invalid schema: {reason}")


def bad_version(text: str) -> Refusal:
    """422: neither a number from 1 nor `latest`."""
    return Refusal(
        42202, f"The specified version '{text}' is not a valid version id. Allowed values are 1 to 2^31-1 and 'latest'"
    )


def read_only() -> Refusal:
    """422: this registry takes no writes; contracts are registered by a merge."""
    return Refusal(
        42205,
        "The registry is in READONLY mode: contracts are added to the repository, see simpul contracts new-version",
    )

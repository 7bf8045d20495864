"""Quix Streams, at least once or exactly once; runs in the environment of requirements/quix.lock."""

from quixstreams import Application
from quixstreams.models import SerializationContext, Serializer, Topic

from benchmarks.peers.arguments import Arguments, read_arguments
from benchmarks.routing import Routed, Routing
from simpul.contracts import load_contracts

Headers = list[tuple[str, bytes]]


class RoutedSerializer(Serializer):  # type: ignore[misc]  # Quix is in another environment, so its types are unknown
    """Gives Quix the bytes that the work has already encoded."""

    def __call__(self, value: Routed, ctx: SerializationContext) -> bytes:  # noqa: ARG002  # Quix' signature
        """The encoded value."""
        return value.value


def run(arguments: Arguments) -> None:
    """Route until the process is ended."""
    routing = Routing(load_contracts())
    application = Application(
        broker_address=arguments.bootstrap_servers,
        consumer_group=arguments.group,
        auto_offset_reset="earliest",
        processing_guarantee=arguments.guarantee,
        producer_extra_config={"acks": "all", "linger.ms": 5},
        auto_create_topics=False,
        use_changelog_topics=False,
        state_dir=arguments.data_dir,
    )
    source = application.topic(arguments.source, key_deserializer="bytes", value_deserializer="bytes")
    desks: dict[str, Topic] = {
        desk: application.topic(topic, key_serializer="bytes", value_serializer=RoutedSerializer())
        for desk, topic in arguments.desks.items()
    }

    def work(value: bytes, _key: bytes, _timestamp: int, headers: Headers) -> Routed:
        return routing.work(value, headers)

    def headers_of(routed: Routed, _key: bytes, _timestamp: int, _headers: Headers) -> Headers:
        return routed.headers

    def desk_of(routed: Routed, _key: bytes, _timestamp: int, _headers: Headers) -> Topic:
        return desks[routed.desk]

    frame = application.dataframe(source)
    frame = frame.apply(work, metadata=True)
    frame = frame.set_headers(headers_of)
    frame.to_topic(desk_of, key=lambda routed: routed.key)
    application.run()


if __name__ == "__main__":
    run(read_arguments())

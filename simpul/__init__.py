"""Simpul, the event bus of a regency government: contracts, topics and exactly-once streams on Apache Kafka."""

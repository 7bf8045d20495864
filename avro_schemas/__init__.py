"""The contracts of the bus: one folder an owner, one an event type; registry.csv gives each version its id."""

"""The flows under fire: stories of many families, the same in the Driver and on a Kafka whose processes are killed."""

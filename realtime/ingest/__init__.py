"""`ioc ingest`: MQTT readings → alarms → the database → only then the acknowledgement."""

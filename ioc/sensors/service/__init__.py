"""Use cases of sensors: the registry, the alarms' life, what ingest records, and keys nobody knows yet."""
